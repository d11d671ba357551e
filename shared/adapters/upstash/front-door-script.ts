import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Arrival, Standing } from '../../limits/front-door.js';
import { windowOf } from '../../limits/limits.js';
import type { Decision } from '../../limits/rate-limiter.js';
import { GENERATION_KEY } from './cache-generation.js';
import type { Command } from './pipeline.js';
import { revocationKey } from './revocations.js';

/**
 * KEYS: the cache's generation, the stamps of the token's account and of its grant, then for each claim the list of the instants
 * (microseconds) of requests that were let through in its window, the newest first. A list ends with its last instant.
 * ARGV: when the token was issued, the answer's name, the generation of the one that the caller holds, whether it is
 * counted how often it is asked for, then for each claim its limit and its window in microseconds. What is not asked is ''.
 *
 * Answers whether the token was taken back, the generation, how often the answer was asked for in this minute, the answer,
 * then for each claim whether it has room, how many more would be let through, and in how many microseconds the oldest
 * instant leaves the window.
 *
 * The time is Redis' own: instances whose clocks differ would each have another window. As no instant is dropped before
 * it is a window old, the law holds even where that clock goes back a little; after a jump of more than a window (a
 * restored database, a test that sets the clock) counting begins anew.
 *
 * Keys of answers are made here, from the generation; a cluster would want to know them before. Upstash keeps all keys of
 * a database on one node.
 */
export const FRONT_DOOR_SCRIPT = `
local issued, name, held, counted = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local suffix = ''
if issued ~= '' then
  for _, stamp in ipairs(redis.call('MGET', KEYS[2], KEYS[3])) do
    if stamp and tonumber(issued) <= tonumber(stamp) then suffix = ':revoked' end
  end
end

local open = true
local counts, oldests = {}, {}
for claim = 1, #KEYS - 3 do
  local key, limit, window = KEYS[claim + 3] .. suffix, tonumber(ARGV[2 * claim + 3]), tonumber(ARGV[2 * claim + 4])
  local count = redis.call('LLEN', key)
  local oldest = now
  while count > 0 do
    oldest = tonumber(redis.call('LINDEX', key, -1))
    if oldest - now > window then
      redis.call('DEL', key)
      count, oldest = 0, now
    elseif now - oldest >= window then
      redis.call('RPOP', key)
      count, oldest = count - 1, now
    else
      break
    end
  end
  open = open and count < limit
  counts[claim], oldests[claim] = count, oldest
end

local reply = {suffix == '' and 0 or 1, '', 0, ''}
for claim = 1, #KEYS - 3 do
  local key, limit, window = KEYS[claim + 3] .. suffix, tonumber(ARGV[2 * claim + 3]), tonumber(ARGV[2 * claim + 4])
  local count = counts[claim]
  reply[#reply + 1] = count < limit and 1 or 0
  if open then
    redis.call('LPUSH', key, string.format('%.0f', now))
    redis.call('PEXPIRE', key, window / 1000 + 1)
    count = count + 1
  end
  reply[#reply + 1] = math.max(0, limit - count)
  reply[#reply + 1] = oldests[claim] + window - now
end

if open and suffix == '' and name ~= '' then
  local generation = redis.call('GET', KEYS[1]) or '0'
  reply[2] = generation
  if counted ~= '' then
    local asked = redis.call('INCR', 'asked:' .. name)
    if asked == 1 then redis.call('PEXPIRE', 'asked:' .. name, 60000) end
    reply[3] = asked
  end
  if held ~= generation then
    reply[4] = redis.call('GET', 'answer:' .. generation .. ':' .. name) or ''
  end
end
return reply`;

const SHA = createHash('sha1').update(FRONT_DOOR_SCRIPT).digest('hex');

export function answerKey({ name, generation }: { name: string; generation: number }): string {
  return `answer:${generation}:${name}`;
}

/** Limits are counted under `limit:{bucket}:{subject}`. */
export function frontDoorCall({ claims, token, answer }: Arrival): Command {
  const keys = [
    GENERATION_KEY,
    token ? revocationKey(token.account) : '',
    // A token that names no grant has its account's stamp twice.
    token ? revocationKey(token.grant ?? token.account) : '',
    ...claims.map(({ bucket, subject }) => `limit:${bucket}:${subject}`),
  ];
  return [
    'EVALSHA',
    SHA,
    String(keys.length),
    ...keys,
    token ? String(token.issuedAt) : '',
    answer?.name ?? '',
    String(answer?.held ?? ''),
    answer?.counted ? '1' : '',
    ...claims.flatMap(({ bucket, limit }) => [String(limit), String(windowOf(bucket) * 1_000)]),
  ];
}

const CLAIM_FIELDS = 3;
const Reply = z.tuple([z.number(), z.string(), z.number(), z.string()]).rest(z.number());

/** @throws when it is not what the script answers */
export function standingFrom(reply: unknown, claims: number): Standing {
  const [revoked, generation, asked, answer, ...numbers] = Reply.parse(reply);
  if (numbers.length !== claims * CLAIM_FIELDS)
    throw new Error(`${numbers.length} numbers for ${claims} claims`);
  return {
    decisions: Array.from({ length: claims }, (_, claim) => decisionFrom(numbers, claim * CLAIM_FIELDS)),
    revoked: revoked === 1,
    ...(generation !== '' && {
      cache: { generation: Number(generation), asked, ...(answer !== '' && { answer }) },
    }),
  };
}

function decisionFrom(numbers: readonly number[], at: number): Decision {
  const [allowed = 0, remaining = 0, microseconds = 0] = numbers.slice(at, at + CLAIM_FIELDS);
  return { allowed: allowed === 1, remaining, freeInMs: microseconds / 1_000 };
}
