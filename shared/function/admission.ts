import type { IncomingMessage } from 'node:http';
import { type Caller, isAdministration, isGranted, may, scopeFor } from '../account/roles.js';
import type { Arrival, FrontDoor, Standing } from '../limits/front-door.js';
import { type BucketName, limitOf, windowOf } from '../limits/limits.js';
import { networkOf } from '../limits/network.js';
import type { Claim, Decision } from '../limits/rate-limiter.js';
import type { PortPool } from '../ports.js';
import { Problem, Unavailable } from '../problem/problem.js';
import { type Identified, nobody } from './callers.js';
import { clientAddress } from './client-address.js';
import type { RequestRoute } from './declare.js';

/** Whether a request goes on to its handler. */
export interface Admission {
  caller: Caller;
  cache: Standing['cache'];
}

interface Asking {
  answer?: Arrival['answer'];
  /** Is given the headers that tell where the caller stands, whatever the answer will be. */
  show(headers: Readonly<Record<string, string>>): void;
}

/** Lets the requests of one service's callers in, or not. */
export class Doorkeeper {
  readonly #pool: PortPool;
  #door: Promise<FrontDoor> | undefined;

  constructor(pool: PortPool) {
    this.#pool = pool;
  }

  /**
   * @param identified undefined where there is a token and it is nobody's; who guesses tokens is counted too
   * @throws Problem, or Unavailable when nobody can tell and it matters
   */
  async admit(
    request: IncomingMessage,
    route: RequestRoute,
    identified: Identified | undefined,
    { answer, show }: Asking,
  ): Promise<Admission> {
    const { caller } = identified ?? { caller: nobody };
    const claims = claimsOf(route, caller, request);
    const token = identified && tokenOf(identified);
    const { decisions, revoked, cache } = await this.#ask({
      claims,
      ...(token && { token }),
      ...(identified && answer && { answer }),
    });
    if (claims.length > 0) show(rateLimitFields(claims, decisions));
    const refusal = refusalOf(claims, decisions);
    if (refusal) throw refusal;
    if (!identified || revoked) throw notValid();
    if (!may(caller, route.permission)) throw notPermitted(caller, route);
    // Others may go on for the minutes that a token lives; administrators do harm in less.
    if (token && revoked === undefined && isAdministration(route.permission))
      throw new Unavailable('upstash');
    return { caller, cache };
  }

  async #ask(arrival: Arrival): Promise<Standing> {
    if (arrival.claims.length === 0 && !arrival.token && !arrival.answer)
      return { decisions: [], revoked: false };
    const door = await this.door();
    return door.ask(arrival);
  }

  /** Made when it is first needed; tried again where that failed. */
  async door(): Promise<FrontDoor> {
    try {
      this.#door ??= this.#pool.take(['frontDoor']).then(({ frontDoor }) => frontDoor);
      return await this.#door;
    } catch (error) {
      this.#door = undefined;
      throw error;
    }
  }
}

/** Undefined of operators, whose tokens are Google's. */
function tokenOf({ caller: { account }, issuedAt, grant }: Identified): Arrival['token'] {
  if (account === undefined || issuedAt === undefined) return undefined;
  return { account, issuedAt, ...(grant !== undefined && { grant }) };
}

function claimsOf({ limit, quota }: RequestRoute, caller: Caller, request: IncomingMessage): Claim[] {
  const subject = subjectOf(caller, request);
  return [limit, quota].flatMap((bucket) => {
    const most = bucket ? limitOf(bucket, caller.role) : null;
    return bucket && most !== null ? [{ bucket, subject, limit: most }] : [];
  });
}

/** Who is counted: the account where there is one, else the client's address. What is no address counts as one client. */
function subjectOf({ account }: Caller, request: IncomingMessage): string {
  return account === undefined
    ? `address:${networkOf(clientAddress(request)) ?? 'unknown'}`
    : `account:${account}`;
}

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers-10: a policy is a quota `q` for `w` seconds; `r` requests are left
 * of it, and after `t` seconds there are more.
 */
function rateLimitFields(claims: readonly Claim[], decisions: readonly Decision[]): Record<string, string> {
  const policies = claims.map(({ bucket, limit }) => `"${bucket}";q=${limit};w=${windowSeconds(bucket)}`);
  const standings = decisions.map(
    (decision, i) => `"${claims[i]?.bucket}";r=${decision.remaining};t=${seconds(decision)}`,
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: standings.join(', ') };
}

/** Where several buckets have no room, the one that has it last tells how long to wait. */
function refusalOf(claims: readonly Claim[], decisions: readonly Decision[]): Problem | undefined {
  const [longest] = decisions
    .map((decision, i) => ({ decision, claim: claims[i] }))
    .filter(({ decision }) => !decision.allowed)
    .sort((a, b) => b.decision.freeInMs - a.decision.freeInMs);
  if (!longest?.claim) return undefined;
  const { limit, bucket } = longest.claim;
  const wait = seconds(longest.decision);
  return new Problem(
    'rate-limited',
    `You may send ${limit} of these requests in ${windowSeconds(bucket)} seconds; send it again in ${wait} s, as Retry-After says.`,
    { headers: { 'retry-after': String(wait) } },
  );
}

function windowSeconds(bucket: BucketName): number {
  return windowOf(bucket) / 1_000;
}

function seconds({ freeInMs }: Decision): number {
  return Math.ceil(freeInMs / 1_000);
}

function notValid(): Problem {
  return new Problem('not-authenticated', 'The bearer token is not valid or has expired; get a new one.', {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}

/** By RFC 6750, 3. */
function notPermitted({ role }: Caller, { permission }: RequestRoute): Problem {
  if (role === 'anonymous') {
    return new Problem('not-authenticated', 'Send a bearer token in the Authorization header.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  if (!isGranted(role, permission)) {
    return new Problem('forbidden', 'Ask an administrator for a role that may do this.');
  }
  const scope = scopeFor(permission);
  return new Problem('insufficient-scope', `Get a token with the scope ${scope}.`, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}
