import type { Clock } from '../clock.js';
import { WINDOW_MS } from './limits.js';
import type { RateLimiter } from './rate-limiter.js';

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
  return {
    async take({ bucket, subject, limit }) {
      const key = `${bucket}:${subject}`;
      const now = clock.now();
      const within = (windows.get(key) ?? []).filter((at) => now - at < WINDOW_MS && at <= now);
      const allowed = within.length < limit;
      if (allowed) within.push(now);
      forget(key);
      windows.set(key, within);
      kept += within.length;
      for (const [eldest] of windows) {
        if (kept <= maxKept) break;
        forget(eldest);
      }
      return {
        allowed,
        remaining: limit - within.length,
        freeInMs: (within[0] ?? now) + WINDOW_MS - now,
      };
    },
  };
}
