import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { windowOf } from '../../shared/limits/limits.js';
import type { Claim, Decision, RateLimiter } from '../../shared/limits/rate-limiter.js';

const WINDOW_MS = windowOf('common');

export interface Limiting {
  /** Of two instances, where the kind of limiter counts for all. */
  limiters: readonly RateLimiter[];
  now(): number;
  advance(ms: number): void;
}

let subjects = 0;

/** What every RateLimiter does. `open` gives limiters over one state, and the way to move their time. */
export function rateLimiterContract(open: () => Limiting): void {
  let limiting: Limiting;
  let claim: Claim;
  let turn: number;
  beforeEach(() => {
    limiting = open();
    turn = 0;
    claim = claimOf(3);
  });

  const claimOf = (limit: number): Claim => ({
    bucket: 'common',
    subject: `address:subject-${++subjects}`,
    limit,
  });
  const takeAll = (claims: readonly Claim[]): Promise<readonly Decision[]> => {
    const limiter = limiting.limiters[turn++ % limiting.limiters.length];
    if (!limiter) throw new Error('open() gave no limiter');
    return limiter.take(claims);
  };
  const take = async (given: Claim = claim): Promise<Decision> => {
    const [decision] = await takeAll([given]);
    if (!decision) throw new Error('There is no decision for the claim');
    return decision;
  };

  it('lets a window’s worth through, and tells how much is left', async () => {
    const remaining: number[] = [];
    for (let i = 0; i < 3; i++) {
      const decision = await take();
      expect(decision.allowed).toBe(true);
      remaining.push(decision.remaining);
    }
    expect(remaining).toEqual([2, 1, 0]);
    expect(await take()).toMatchObject({ allowed: false, remaining: 0 });
  });

  it('counts buckets and subjects apart', async () => {
    for (let i = 0; i < 3; i++) await take();
    expect(await take({ ...claim, bucket: 'autocomplete' })).toMatchObject({ allowed: true });
    expect(await take(claimOf(3))).toMatchObject({ allowed: true });
    expect(await take()).toMatchObject({ allowed: false });
  });

  it('tells after how long a refused request is let through, and not before', async () => {
    await take();
    limiting.advance(20_000);
    await take();
    await take();
    const refused = await take();
    expect(refused.allowed).toBe(false);
    expect(refused.freeInMs).toBeGreaterThan(WINDOW_MS - 25_000);
    expect(refused.freeInMs).toBeLessThanOrEqual(WINDOW_MS - 20_000);
    limiting.advance(Math.floor(refused.freeInMs) - 5_000);
    expect(await take()).toMatchObject({ allowed: false });
    limiting.advance(5_001);
    expect(await take()).toMatchObject({ allowed: true, remaining: 0 });
    expect(await take()).toMatchObject({ allowed: false });
  });

  it('does not count what it refused', async () => {
    for (let i = 0; i < 10; i++) await take();
    limiting.advance(WINDOW_MS);
    expect(await take()).toMatchObject({ allowed: true, remaining: 2 });
  });

  it('begins anew when its clock was set back further than a window', async () => {
    for (let i = 0; i < 4; i++) await take();
    limiting.advance(-60 * WINDOW_MS);
    expect(await take()).toMatchObject({ allowed: true, remaining: 2 });
  });

  it('counts a request in all of its buckets, or in none', async () => {
    const daily: Claim = { ...claimOf(2), bucket: 'recommendations-daily' };
    const allowed: boolean[][] = [];
    for (let i = 0; i < 3; i++)
      allowed.push((await takeAll([claim, daily])).map((decision) => decision.allowed));
    expect(allowed).toEqual([
      [true, true],
      [true, true],
      [true, false],
    ]);
    expect(await take()).toMatchObject({ allowed: true, remaining: 0 });
    expect((await takeAll([claim, { ...daily, limit: 3 }]))[1]).toMatchObject({
      allowed: true,
      remaining: 1,
    });
  });

  it('holds a day’s limit over a day', async () => {
    const daily: Claim = { ...claimOf(1), bucket: 'recommendations-daily' };
    await take(daily);
    limiting.advance(23 * 3_600_000);
    const refused = await take(daily);
    expect(refused.allowed).toBe(false);
    expect(Math.ceil(refused.freeInMs / 60_000)).toBe(60);
    limiting.advance(3_600_000);
    expect(await take(daily)).toMatchObject({ allowed: true });
  });

  it('lets exactly the limit through of 600 at once', async () => {
    const many = claimOf(300);
    const decisions = await Promise.all(Array.from({ length: 600 }, () => take(many)));
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(300);
  });

  it('lets as many through in any window as the limit allows: never more, and not one less', async () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 20, maxLength: 60 });
    const limits = fc.integer({ min: 1, max: 8 });
    await fc.assert(
      fc.asyncProperty(limits, arrivals, async (limit, pauses) => {
        const mine = claimOf(limit);
        const passed: { before: number; after: number }[] = [];
        for (const pause of pauses) {
          limiting.advance(pause);
          const before = limiting.now();
          const { allowed, remaining } = await take(mine);
          const after = limiting.now();
          // A decision falls at some instant between the two, so that some requests may or may not count any more.
          const surely = passed.filter((one) => after - one.before < WINDOW_MS).length;
          const maybe = passed.filter((one) => before - one.after < WINDOW_MS).length;
          if (allowed) expect(surely).toBeLessThan(limit);
          else expect(maybe).toBeGreaterThanOrEqual(limit);
          const own = allowed ? 1 : 0;
          expect(remaining).toBeLessThanOrEqual(limit - surely - own);
          expect(remaining).toBeGreaterThanOrEqual(Math.max(0, limit - maybe - own));
          if (allowed) passed.push({ before, after });
        }
      }),
      { numRuns: 20 },
    );
  });
}
