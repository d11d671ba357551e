import { Unavailable } from '../problem/problem.js';
import { buckets } from './limits.js';
import type { RateLimiter } from './rate-limiter.js';

/**
 * Asks the one that counts for all instances. While it cannot be reached, each instance counts alone, or a bucket that
 * would rather refuse than guess throws Unavailable; nothing is ever let through uncounted.
 */
export function neverOpen(forAll: RateLimiter, alone: RateLimiter): RateLimiter {
  return {
    async take(claim) {
      try {
        return await forAll.take(claim);
      } catch (error) {
        if (!(error instanceof Unavailable) || buckets[claim.bucket].unreachable === 'refuse') throw error;
        return alone.take(claim);
      }
    },
  };
}
