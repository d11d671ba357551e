import { Redis } from '@upstash/redis';
import { Unavailable } from '../../problem/problem.js';
import type { UpstashConfig } from './env.js';

/** With its one repetition. */
const CALL_DEADLINE_MS = 2_000;

export function upstashClient(config: UpstashConfig): Redis {
  return new Redis({
    url: config.UPSTASH_REDIS_REST_URL,
    token: config.UPSTASH_REDIS_REST_TOKEN,
    // A connection that was closed while it rested shows at the first call only.
    retry: { retries: 1, backoff: () => 50 },
    signal: () => AbortSignal.timeout(CALL_DEADLINE_MS),
    automaticDeserialization: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
  });
}

/** @throws Unavailable whenever Upstash gives no answer: nothing that it refuses is the caller's fault */
export async function reachUpstash<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new Unavailable('upstash', error);
  }
}
