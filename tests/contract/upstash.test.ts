import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startUpstash } from '../../emulators/upstash/upstash.js';
import { upstashCacheGeneration } from '../../shared/adapters/upstash/cache-generation.js';
import { UpstashEnv } from '../../shared/adapters/upstash/env.js';
import { upstashFrozenLists } from '../../shared/adapters/upstash/frozen-lists.js';
import { upstashRateLimiter } from '../../shared/adapters/upstash/rate-limiter.js';
import { upstashClient } from '../../shared/adapters/upstash/upstash.js';
import { upstashViewCounts } from '../../shared/adapters/upstash/view-counts.js';
import { Unavailable } from '../../shared/problem/problem.js';
import { type Bench, startBench } from './bench.js';
import { cacheGenerationContract } from './cache-generation.contract.js';
import { frozenListsContract } from './frozen-lists.contract.js';
import { rateLimiterContract } from './rate-limiter.contract.js';
import { viewCountsContract } from './view-counts.contract.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench(startUpstash);
});
afterEach(() => bench.stop());

const client = () => upstashClient(UpstashEnv.parse(bench.emulator.env));

describe('the cache generation in Upstash', () => {
  cacheGenerationContract(() => upstashCacheGeneration(client()));
});

describe('frozen lists in Upstash', () => {
  frozenListsContract(() => ({
    lists: upstashFrozenLists(client()),
    advance: (ms) => bench.clock.advance(ms),
  }));
});

describe('views in Upstash', () => {
  viewCountsContract(() => upstashViewCounts(client()));
});

const limiter = () => upstashRateLimiter(UpstashEnv.parse(bench.emulator.env), bench.clock);
const claim = { bucket: 'common', subject: 'address:203.0.113.9', limit: 3 } as const;

describe('the limiter in Upstash', () => {
  rateLimiterContract(() => ({
    limiters: [limiter(), limiter()],
    now: () => bench.clock.now(),
    advance: (ms) => bench.clock.advance(ms),
  }));

  it('goes by Redis’ clock, whatever those of the instances say', async () => {
    const late = upstashRateLimiter(UpstashEnv.parse(bench.emulator.env), { now: () => 0 });
    for (const one of [limiter(), late, limiter(), late]) await one.take(claim);
    expect(await late.take(claim)).toMatchObject({ allowed: false });
    bench.clock.advance(60_001);
    expect(await late.take(claim)).toMatchObject({ allowed: true, remaining: 2 });
  });

  it('leaves nothing behind when the window is over', async () => {
    await limiter().take(claim);
    const redis = client();
    expect(await redis.keys('*')).toHaveLength(1);
    bench.clock.advance(60_002);
    expect(await redis.keys('*')).toEqual([]);
  });

  it('goes on where Redis has forgotten its script or closed a resting connection', async () => {
    const one = limiter();
    await one.take(claim);
    await client().scriptFlush();
    bench.emulator.faults.set({ kind: 'reset', rate: 1 });
    await expect(one.take(claim)).rejects.toThrow(Unavailable);
    bench.emulator.faults.clear();
    expect(await one.take(claim)).toMatchObject({ allowed: true, remaining: 1 });
  });

  it('gives a Redis that hangs half a second, three times, and then a minute’s rest', async () => {
    const one = limiter();
    bench.emulator.faults.set({ kind: 'hang', rate: 1 });
    for (let i = 0; i < 3; i++) await expect(one.take(claim)).rejects.toThrow(Unavailable);
    const startedAt = performance.now();
    for (let i = 0; i < 100; i++) await expect(one.take(claim)).rejects.toThrow(Unavailable);
    expect(performance.now() - startedAt).toBeLessThan(250);
    bench.emulator.faults.clear();
    await expect(one.take(claim)).rejects.toThrow(Unavailable);
    bench.clock.advance(60_000);
    expect(await one.take(claim)).toMatchObject({ allowed: true });
  });

  it.each(['down', 'error', 'quota'] as const)('reports one that fails as unavailable: %s', async (kind) => {
    bench.emulator.faults.set({ kind, rate: 1 });
    await expect(limiter().take(claim)).rejects.toThrow(Unavailable);
  });
});

it.each(['down', 'hang', 'error', 'quota'] as const)(
  'reports an Upstash that fails as unavailable: %s',
  async (kind) => {
    const generation = upstashCacheGeneration(client());
    bench.emulator.faults.set({ kind, rate: 1 });
    await expect(generation.current()).rejects.toThrow(Unavailable);
    bench.emulator.faults.clear();
    expect(await generation.current()).toBe(0);
  },
);

it('reports a token that is refused as unavailable', async () => {
  const wrong = upstashClient(UpstashEnv.parse({ ...bench.emulator.env, UPSTASH_REDIS_REST_TOKEN: 'wrong' }));
  await expect(upstashFrozenLists(wrong).get('one')).rejects.toThrow(Unavailable);
});
