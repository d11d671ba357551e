import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.js';
import { WINDOW_MS } from '../../limits/limits.js';
import type { RateLimiter } from '../../limits/rate-limiter.js';
import { Unavailable } from '../../problem/problem.js';
import { CircuitBreaker } from '../providers/circuit-breaker.js';
import type { UpstashConfig } from './env.js';
import { gathered } from './gathered.js';
import { type Command, type CommandAnswer, type SendPipeline, upstashPipeline } from './pipeline.js';

/** A limit is not worth waiting for longer: without an answer, the instance counts alone. */
const DEADLINE_MS = 500;
/** Few are under way at once, so that each is answered soon however many wait: a batch of ten is a kilobyte each way. */
const TOGETHER = { batches: 2, items: 32 };

/**
 * KEYS[1] holds the instants (microseconds) of the requests that were let through in the last window, the newest first,
 * and ends with them. ARGV: the limit, the window in microseconds. Answers whether one more is let through, how many
 * more would be, and in how many microseconds the oldest leaves the window.
 *
 * The time is Redis' own: instances whose clocks differ would each have another window. As no instant is dropped before
 * it is a window old, the law holds even where that clock goes back a little; after a jump of more than a window (a
 * restored database, a test that sets the clock) counting begins anew.
 *
 * This is the one call that a request makes; what else it must know from Redis is to be answered by it too, behind the
 * three numbers.
 */
const SCRIPT = `
local key, limit, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
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
local allowed = count < limit
if allowed then
  redis.call('LPUSH', key, string.format('%.0f', now))
  redis.call('PEXPIRE', key, window / 1000 + 1)
  count = count + 1
end
return {allowed and 1 or 0, math.max(0, limit - count), oldest + window - now}`;

const SHA = createHash('sha1').update(SCRIPT).digest('hex');
const WINDOW_MICROSECONDS = String(WINDOW_MS * 1_000);

/** allowed, remaining, microseconds */
const Answer = z.tuple([z.number(), z.number(), z.number()]);

/** Counts under `limit:{bucket}:{subject}`. */
export function upstashRateLimiter(config: UpstashConfig, clock: Clock): RateLimiter {
  const send = upstashPipeline(config, DEADLINE_MS);
  const evaluate = gathered((calls: readonly Command[]) => evaluateAll(send, calls), TOGETHER);
  const breaker = new CircuitBreaker(clock, () => true);
  return {
    async take({ bucket, subject, limit }) {
      const call = ['EVALSHA', SHA, '1', `limit:${bucket}:${subject}`, String(limit), WINDOW_MICROSECONDS];
      try {
        const [allowed, remaining, microseconds] = await breaker.run(async () => read(await evaluate(call)));
        return { allowed: allowed === 1, remaining, freeInMs: microseconds / 1_000 };
      } catch (error) {
        throw new Unavailable('upstash', error);
      }
    },
  };
}

/** Redis forgets its scripts when it starts anew; then it is given the text, and asked again. */
async function evaluateAll(send: SendPipeline, calls: readonly Command[]): Promise<readonly CommandAnswer[]> {
  const answers = await send(calls);
  const forgotten = answers.some((answer) => 'error' in answer && answer.error.startsWith('NOSCRIPT'));
  if (!forgotten) return answers;
  const [, ...again] = await send([['SCRIPT', 'LOAD', SCRIPT], ...calls]);
  return again;
}

function read(answer: CommandAnswer): z.infer<typeof Answer> {
  if ('error' in answer) throw new Error(answer.error);
  return Answer.parse(answer.result);
}
