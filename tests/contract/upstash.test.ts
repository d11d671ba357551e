import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startUpstash } from '../../emulators/upstash/upstash.js';
import { upstashCacheGeneration } from '../../shared/adapters/upstash/cache-generation.js';
import { UpstashEnv } from '../../shared/adapters/upstash/env.js';
import { upstashFrozenLists } from '../../shared/adapters/upstash/frozen-lists.js';
import { upstashClient } from '../../shared/adapters/upstash/upstash.js';
import { Unavailable } from '../../shared/problem/problem.js';
import { type Bench, startBench } from './bench.js';
import { cacheGenerationContract } from './cache-generation.contract.js';
import { frozenListsContract } from './frozen-lists.contract.js';

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
