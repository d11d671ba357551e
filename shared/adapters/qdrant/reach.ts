import { QdrantClientResourceExhaustedError, QdrantClientTimeoutError } from '@qdrant/js-client-rest';
import { Unavailable } from '../../problem/problem.js';

/** Qdrant's answer to a request that it does not carry out; the client's own error keeps silent about the reason. */
class Refusal extends Error {
  readonly status: number | undefined;

  constructor(cause: unknown) {
    const data = cause instanceof Error && 'data' in cause ? JSON.stringify(cause.data) : String(cause);
    super(`Qdrant refused: ${data}`, { cause });
    this.name = 'Refusal';
    this.status = statusOf(cause);
  }
}

/** @throws Unavailable when Qdrant cannot be reached, is late, overloaded or fails by itself */
export async function reachQdrant<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isPassing(error)) throw new Unavailable('qdrant', error);
    throw statusOf(error) === undefined ? error : new Refusal(error);
  }
}

/** What there is to read, or `absent` where nothing has been ingested yet and the collection is missing. */
export async function readQdrant<T>(call: Promise<T>, absent: T): Promise<T> {
  try {
    return await reachQdrant(call);
  } catch (error) {
    if (statusOf(error) === 404) return absent;
    throw error;
  }
}

/** The HTTP status of a refusal. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;
}

function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return status === 429 || status >= 500;
  return (
    error instanceof QdrantClientTimeoutError ||
    error instanceof QdrantClientResourceExhaustedError ||
    // How fetch reports a connection that cannot be made or breaks.
    (error instanceof TypeError && error.cause !== undefined)
  );
}
