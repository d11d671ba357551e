import { Unavailable } from '../problem/problem.js';
import type { FrontDoor } from './front-door.js';
import { buckets } from './limits.js';
import type { RateLimiter } from './rate-limiter.js';

/**
 * Asks the one that counts for all instances. While it cannot be reached, each instance counts alone, or a bucket that
 * would rather refuse than guess throws Unavailable; nothing is ever let through uncounted.
 */
export function neverOpen(forAll: FrontDoor, alone: RateLimiter): FrontDoor {
  return {
    async ask(arrival) {
      try {
        return await forAll.ask(arrival);
      } catch (error) {
        const refuses = arrival.claims.some(({ bucket }) => buckets[bucket].unreachable === 'refuse');
        if (!(error instanceof Unavailable) || refuses) throw error;
        return { decisions: await alone.take(arrival.claims), revoked: undefined };
      }
    },
    keep: (answer) => forAll.keep(answer),
  };
}
