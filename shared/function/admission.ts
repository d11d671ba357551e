import type { IncomingMessage } from 'node:http';
import type { Caller } from '../account/roles.js';
import { type BucketName, limitOf, WINDOW_MS } from '../limits/limits.js';
import { networkOf } from '../limits/network.js';
import type { Decision, RateLimiter } from '../limits/rate-limiter.js';
import type { PortPool } from '../ports.js';
import { Problem } from '../problem/problem.js';
import { clientAddress } from './client-address.js';

/** Where a request stands within its limit. */
export interface Admission {
  /** For the answer, whatever it will be. */
  headers: Readonly<Record<string, string>>;
  /** Why the request goes no further. */
  refusal?: Problem;
}

/** Counts the requests of one service's callers. */
export class Doorkeeper {
  readonly #pool: PortPool;
  #limiter: Promise<RateLimiter> | undefined;

  constructor(pool: PortPool) {
    this.#pool = pool;
  }

  /** @throws Unavailable when the bucket would rather refuse than guess */
  async admit(bucket: BucketName, caller: Caller, request: IncomingMessage): Promise<Admission> {
    const limit = limitOf(bucket, caller.role);
    const limiter = await (this.#limiter ??= this.#take());
    const decision = await limiter.take({ bucket, subject: subjectOf(caller, request), limit });
    const headers = rateLimitFields(bucket, limit, decision);
    return decision.allowed ? { headers } : { headers, refusal: refusalOf(limit, decision) };
  }

  async #take(): Promise<RateLimiter> {
    try {
      return (await this.#pool.take(['rateLimiter'])).rateLimiter;
    } catch (error) {
      this.#limiter = undefined;
      throw error;
    }
  }
}

/** Who is counted: the account where there is one, else the client's address. What is no address counts as one client. */
function subjectOf({ account }: Caller, request: IncomingMessage): string {
  return account === undefined
    ? `address:${networkOf(clientAddress(request)) ?? 'unknown'}`
    : `account:${account}`;
}

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers-10: the policy is a quota `q` for `w` seconds; `r` requests are left
 * of it, and after `t` seconds there are more.
 */
function rateLimitFields(bucket: BucketName, limit: number, decision: Decision): Record<string, string> {
  return {
    'ratelimit-policy': `"${bucket}";q=${limit};w=${WINDOW_MS / 1_000}`,
    ratelimit: `"${bucket}";r=${decision.remaining};t=${seconds(decision)}`,
  };
}

function refusalOf(limit: number, decision: Decision): Problem {
  const wait = seconds(decision);
  return new Problem(
    'rate-limited',
    `You may send ${limit} of these requests in ${WINDOW_MS / 1_000} seconds; send it again in ${wait} s, as Retry-After says.`,
    { headers: { 'retry-after': String(wait) } },
  );
}

function seconds({ freeInMs }: Decision): number {
  return Math.ceil(freeInMs / 1_000);
}
