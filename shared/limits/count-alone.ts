import type { Clock } from '../clock.js';
import { windowOf } from './limits.js';
import type { Claim, RateLimiter } from './rate-limiter.js';

/** Instants kept at most, of all subjects together: some megabytes. */
const MAX_KEPT = 100_000;

/**
 * The law of the rolling window, kept in this process: what other instances let through is not counted. Where there are
 * too many subjects, those that asked least lately are forgotten.
 */
export function countAlone(clock: Clock, maxKept = MAX_KEPT): RateLimiter {
  /** Instants let through, oldest first, by bucket and subject; the subject that asked last is the last. */
  const windows = new Map<string, number[]>();
  let kept = 0;
  const forget = (key: string) => {
    kept -= windows.get(key)?.length ?? 0;
    windows.delete(key);
  };
  const keep = (key: string, instants: number[]) => {
    forget(key);
    windows.set(key, instants);
    kept += instants.length;
    for (const [eldest] of windows) {
      if (kept <= maxKept) break;
      forget(eldest);
    }
  };
  const standingOf = ({ bucket, subject, limit }: Claim, now: number) => {
    const key = `${bucket}:${subject}`;
    const windowMs = windowOf(bucket);
    const within = (windows.get(key) ?? []).filter((at) => now - at < windowMs && at <= now);
    return { key, windowMs, limit, within, allowed: within.length < limit };
  };
  return {
    async take(claims) {
      const now = clock.now();
      const standings = claims.map((claim) => standingOf(claim, now));
      const isCounted = standings.every(({ allowed }) => allowed);
      return standings.map(({ key, windowMs, limit, within, allowed }) => {
        if (isCounted) within.push(now);
        keep(key, within);
        const freeInMs = (within[0] ?? now) + windowMs - now;
        return { allowed, remaining: limit - within.length, freeInMs };
      });
    },
  };
}
