import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startUpstash } from '../../emulators/upstash/upstash.js';
import { upstashCacheGeneration } from '../../shared/adapters/upstash/cache-generation.js';
import { UpstashEnv } from '../../shared/adapters/upstash/env.js';
import { upstashFigures } from '../../shared/adapters/upstash/figures.js';
import { upstashFrontDoor } from '../../shared/adapters/upstash/front-door.js';
import { upstashFrozenLists } from '../../shared/adapters/upstash/frozen-lists.js';
import { upstashRevocations } from '../../shared/adapters/upstash/revocations.js';
import { upstashClient } from '../../shared/adapters/upstash/upstash.js';
import { upstashViewCounts } from '../../shared/adapters/upstash/view-counts.js';
import type { Clock } from '../../shared/clock.js';
import type { FrontDoor } from '../../shared/limits/front-door.js';
import type { RateLimiter } from '../../shared/limits/rate-limiter.js';
import { Unavailable } from '../../shared/problem/problem.js';
import { type Bench, startBench } from './bench.js';
import { cacheGenerationContract } from './cache-generation.contract.js';
import { figuresContract } from './figures.contract.js';
import { frontDoorContract } from './front-door.contract.js';
import { frozenListsContract } from './frozen-lists.contract.js';
import { rateLimiterContract } from './rate-limiter.contract.js';
import { revocationsContract } from './revocations.contract.js';
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

describe('figures in Upstash', () => {
  figuresContract(() => upstashFigures(client()));
});

const door = (clock: Clock = bench.clock) => upstashFrontDoor(UpstashEnv.parse(bench.emulator.env), clock);
const limiterOf = (frontDoor: FrontDoor): RateLimiter => ({
  take: async (claims) => (await frontDoor.ask({ claims })).decisions,
});
const claims = [{ bucket: 'common', subject: 'address:203.0.113.9', limit: 3 }] as const;
const standingAt = async (frontDoor: FrontDoor) => (await frontDoor.ask({ claims })).decisions[0];

describe('limits in Upstash', () => {
  rateLimiterContract(() => ({
    limiters: [limiterOf(door()), limiterOf(door())],
    now: () => bench.clock.now(),
    advance: (ms) => bench.clock.advance(ms),
  }));
});

describe('revocations in Upstash', () => {
  revocationsContract(() => ({
    revocations: upstashRevocations(client()),
    advance: (ms) => bench.clock.advance(ms),
    isRevoked: async (account, issuedAt, grant) =>
      (await door().ask({ claims: [], token: { account, issuedAt, ...(grant && { grant }) } })).revoked,
  }));
});

describe('the front door in Upstash', () => {
  frontDoorContract(() => ({
    doors: [door(), door()],
    revocations: upstashRevocations(client()),
    generation: upstashCacheGeneration(client()),
    advance: (ms) => bench.clock.advance(ms),
  }));

  it('goes by Redis’ clock, whatever those of the instances say', async () => {
    const late = door({ now: () => 0 });
    for (const one of [door(), late, door(), late]) await standingAt(one);
    expect(await standingAt(late)).toMatchObject({ allowed: false });
    bench.clock.advance(60_001);
    expect(await standingAt(late)).toMatchObject({ allowed: true, remaining: 2 });
  });

  it('leaves nothing behind when the window is over', async () => {
    const answer = { name: 'one', counted: true };
    await door().ask({ claims, answer });
    await door().keep({ name: 'one', generation: 0, text: 'text', seconds: 30 });
    const redis = client();
    expect(await redis.keys('*')).toHaveLength(3);
    bench.clock.advance(60_002);
    expect(await redis.keys('*')).toEqual([]);
  });

  it('goes on where Redis has forgotten its script or closed a resting connection', async () => {
    const one = door();
    await standingAt(one);
    await client().scriptFlush();
    bench.emulator.faults.set({ kind: 'reset', rate: 1 });
    await expect(standingAt(one)).rejects.toThrow(Unavailable);
    bench.emulator.faults.clear();
    expect(await standingAt(one)).toMatchObject({ allowed: true, remaining: 1 });
  });

  it('gives a Redis that hangs half a second, three times, and then a minute’s rest', async () => {
    const one = door();
    bench.emulator.faults.set({ kind: 'hang', rate: 1 });
    for (let i = 0; i < 3; i++) await expect(standingAt(one)).rejects.toThrow(Unavailable);
    const startedAt = performance.now();
    for (let i = 0; i < 100; i++) await expect(standingAt(one)).rejects.toThrow(Unavailable);
    expect(performance.now() - startedAt).toBeLessThan(250);
    bench.emulator.faults.clear();
    await expect(standingAt(one)).rejects.toThrow(Unavailable);
    bench.clock.advance(60_000);
    expect(await standingAt(one)).toMatchObject({ allowed: true });
  });

  it.each(['down', 'error', 'quota'] as const)('reports one that fails as unavailable: %s', async (kind) => {
    bench.emulator.faults.set({ kind, rate: 1 });
    await expect(standingAt(door())).rejects.toThrow(Unavailable);
    await door().keep({ name: 'one', generation: 0, text: 'text', seconds: 30 });
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
