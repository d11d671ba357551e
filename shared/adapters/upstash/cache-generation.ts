import type { Redis } from '@upstash/redis';
import type { CacheGeneration } from '../../cache/cache-generation.js';
import { reachUpstash } from './upstash.js';

/** Holds the generation; also read by the front door's script. */
export const GENERATION_KEY = 'cache:generation';

/**
 * Always moves on, for two changes may bear the same instant and an answer may have been cached between them;
 * not below the instant, so that no generation comes twice even if Redis has forgotten the last one.
 */
const BUMP = `
local last = tonumber(redis.call('GET', KEYS[1]) or '0')
redis.call('SET', KEYS[1], string.format('%.0f', math.max(last + 1, tonumber(ARGV[1]))))
return 1`;

export function upstashCacheGeneration(client: Redis): CacheGeneration {
  return {
    async current() {
      return Number(await reachUpstash(client.get<string>(GENERATION_KEY)));
    },
    async bump(at) {
      await reachUpstash(client.eval(BUMP, [GENERATION_KEY], [String(Math.trunc(at))]));
    },
  };
}
