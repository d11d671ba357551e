import { describe, expect, it, vi } from 'vitest';
import { Unavailable } from '../problem/problem.js';
import { countAlone } from './count-alone.js';
import { neverOpen } from './never-open.js';
import type { Decision, RateLimiter } from './rate-limiter.js';

const claim = { bucket: 'common', subject: 'address:203.0.113.9', limit: 2 } as const;
const alone = () => countAlone({ now: () => 0 });
const failing = (error: Error): RateLimiter => ({ take: () => Promise.reject(error) });

describe('a limit that is never open', () => {
  it('asks the one that counts for all', async () => {
    const decision: Decision = { allowed: false, remaining: 0, freeInMs: 7 };
    const take = vi.fn(async () => decision);
    expect(await neverOpen({ take }, alone()).take(claim)).toBe(decision);
    expect(take).toHaveBeenCalledExactlyOnceWith(claim);
  });

  it('counts alone while that cannot be reached', async () => {
    const limiter = neverOpen(failing(new Unavailable('upstash')), alone());
    const allowed: boolean[] = [];
    for (let i = 0; i < 4; i++) allowed.push((await limiter.take(claim)).allowed);
    expect(allowed).toEqual([true, true, false, false]);
  });

  it('refuses where guesses would be let through', async () => {
    const limiter = neverOpen(failing(new Unavailable('upstash')), alone());
    await expect(limiter.take({ ...claim, bucket: 'sign-in' })).rejects.toThrow(Unavailable);
  });

  it('hides no fault of our own', async () => {
    const limiter = neverOpen(failing(new TypeError('ours')), alone());
    await expect(limiter.take(claim)).rejects.toThrow('ours');
  });
});
