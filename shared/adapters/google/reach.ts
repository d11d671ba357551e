import { Unavailable } from '../../problem/problem.js';

/** gRPC's status codes of failures that pass: the same call may succeed later. */
const passing: ReadonlySet<unknown> = new Set([
  1, // CANCELLED
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED
  10, // ABORTED, after the client's own attempts
  13, // INTERNAL, which is how a broken stream shows
  14, // UNAVAILABLE
]);

/** @throws Unavailable when the call has not ended in time; it may still take effect. */
export async function withDeadline<T>(dependency: string, ms: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new Unavailable(dependency, new Error(`No answer within ${ms} ms`)));
    timer = setTimeout(fail, ms);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls a Google service over gRPC. @throws Unavailable when it is late or fails in a way that passes. */
export async function reach<T>(dependency: string, ms: number, call: Promise<T>): Promise<T> {
  try {
    return await withDeadline(dependency, ms, call);
  } catch (error) {
    throw isPassing(error) ? new Unavailable(dependency, error) : error;
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && passing.has(error.code);
}
