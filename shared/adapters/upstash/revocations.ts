import type { Redis } from '@upstash/redis';
import { LONGEST_TOKEN_SECONDS, type Revocations } from '../../account/revocations.js';
import { reachUpstash } from './upstash.js';

/** Longer than a token lives, because the clocks of issuer and verifier may differ. */
const KEPT_SECONDS = LONGEST_TOKEN_SECONDS + 300;

/** A later stamp stays, in whatever order they come. */
const REVOKE = `
local last = tonumber(redis.call('GET', KEYS[1]) or '0')
redis.call('SET', KEYS[1], string.format('%.0f', math.max(last, tonumber(ARGV[1]))), 'EX', ARGV[2])
return 1`;

/** Under this key: seconds since the epoch. */
export function revocationKey(accountOrGrant: string): string {
  return `revoked:${accountOrGrant}`;
}

export function upstashRevocations(client: Redis): Revocations {
  return {
    async revoke(accountOrGrant, atSeconds) {
      const given = [String(Math.trunc(atSeconds)), String(KEPT_SECONDS)];
      await reachUpstash(client.eval(REVOKE, [revocationKey(accountOrGrant)], given));
    },
  };
}
