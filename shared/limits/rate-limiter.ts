import type { BucketName } from './limits.js';

/** One request that wants to be let through one bucket. */
export interface Claim {
  bucket: BucketName;
  /** Who is counted, e.g. `address:203.0.113.9`. */
  subject: string;
  /** Requests of the subject that a window may hold. */
  limit: number;
}

export interface Decision {
  /** Whether this bucket has room. */
  allowed: boolean;
  /** How many more would be let through now. */
  remaining: number;
  /** Milliseconds until the oldest request that counts leaves the window: after a refusal, until one is let through. */
  freeInMs: number;
}

/** Lets at most `limit` requests of a subject through in any window of its bucket, and all of them up to it. */
export interface RateLimiter {
  /**
   * Decides on one request, which is counted in all of its buckets where each has room, and in none otherwise.
   * @returns a decision for each claim
   */
  take(claims: readonly Claim[]): Promise<readonly Decision[]>;
}
