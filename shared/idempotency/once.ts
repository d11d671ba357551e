import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../problem/problem.js';

/** How long a key is remembered, in milliseconds. */
export const KEPT_MS = 24 * 3_600_000;

/** A key as a client writes it, by draft-ietf-httpapi-idempotency-key-header-06; the quotes may be missing. */
const Key = z.string().regex(/^(?:"[\x20-\x21\x23-\x5b\x5d-\x7e]{1,255}"|[\x21\x23-\x7e]{1,255})$/);

/** Names one write of one account, so that sending it again has no further effect. */
export interface Once {
  /** Of the account and the key it has sent. */
  id: string;
  /** Whose it is. */
  account: string;
  /** Of all that was asked for. */
  fingerprint: string;
}

export interface KeyedRequest {
  /** The header `Idempotency-Key`. */
  key: string;
  account: string;
  method: string;
  path: string;
  body: Uint8Array;
}

/** @throws Problem when the key is none */
export function onceOf({ key, account, method, path, body }: KeyedRequest): Once {
  if (!Key.safeParse(key).success) {
    throw new Problem('invalid-request', 'Send a key of 1 to 255 printable characters, e.g. a UUID.', {
      errors: [{ field: 'Idempotency-Key', message: 'must be 1 to 255 printable characters' }],
    });
  }
  return {
    id: digest(account, key.replace(/^"(.*)"$/, '$1')),
    account,
    fingerprint: digest(method, path, body),
  };
}

/** What is kept of a write that took place. */
export const Remembered = z.object({
  fingerprint: z.string(),
  /** The answer's data. */
  answer: z.unknown(),
  /** Epoch milliseconds. */
  expires_at: z.number(),
});
export type Remembered = z.infer<typeof Remembered>;

/**
 * What the first of these writes was answered; undefined where this is the first.
 * @throws Problem when the key was sent with something else
 */
export function replayed(
  remembered: Remembered | undefined,
  once: Once,
  now: number,
): { answer: unknown } | undefined {
  if (!remembered || remembered.expires_at <= now) return undefined;
  if (remembered.fingerprint !== once.fingerprint) {
    throw new Problem('idempotency-key-reused', 'Send another write with a key of its own.');
  }
  return { answer: remembered.answer };
}

/** Each part with its length, so that no two lists of parts look the same. */
function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest('base64url');
}
