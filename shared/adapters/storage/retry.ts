import { setTimeout as wait } from 'node:timers/promises';
import { Unavailable } from '../../problem/problem.js';

const ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
const DEADLINE_MS = 30_000;

/** Where chance and waiting come from, so that tests need neither. */
export interface Pace {
  /** 0 to 1. */
  random(): number;
  delay(ms: number, signal: AbortSignal): Promise<void>;
  /** For one call with all of its attempts, in milliseconds. */
  deadline: number;
}

export const realPace: Pace = {
  random: Math.random,
  delay: (ms, signal) => wait(ms, undefined, { signal }),
  deadline: DEADLINE_MS,
};

/** An answer that may be another one next time: 408, 429 or 5xx. */
export class PassingFailure extends Error {}

/**
 * Tries until it succeeds or fails for good. `attempt` counts from 0.
 * @throws Unavailable when every attempt failed in a way that passes, or the time is over
 */
export async function retry<T>(
  pace: Pace,
  run: (signal: AbortSignal, attempt: number) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(pace.deadline);
  for (let attempt = 0; ; attempt++) {
    try {
      return await run(signal, attempt);
    } catch (error) {
      if (!signal.aborted && !isPassing(error)) throw error;
      if (signal.aborted || attempt + 1 === ATTEMPTS) throw new Unavailable('storage', error);
      await pause(pace, attempt, signal, error);
    }
  }
}

/** Doubles from try to try; half of it by chance, so that many callers do not come back together. */
async function pause(pace: Pace, attempt: number, signal: AbortSignal, cause: unknown): Promise<void> {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt + 1));
  try {
    await pace.delay((longest / 2) * (1 + pace.random()), signal);
  } catch {
    throw new Unavailable('storage', cause);
  }
}

function isPassing(error: unknown): boolean {
  // A TypeError is how fetch reports a connection that cannot be made or breaks.
  return error instanceof PassingFailure || error instanceof TypeError;
}
