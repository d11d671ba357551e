import type { IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedInRole } from '../account/roles.js';
import { countAlone } from '../limits/count-alone.js';
import type { FrontDoor } from '../limits/front-door.js';
import { Problem, Unavailable } from '../problem/problem.js';
import { Doorkeeper } from './admission.js';
import type { Identified } from './callers.js';
import type { RequestRoute } from './declare.js';

const DAY_MS = 86_400_000;
const route: RequestRoute = {
  trigger: 'request',
  method: 'GET',
  path: '/for-you',
  uses: [],
  impact: 'none',
  permission: 'recommendations:read',
  limit: 'common',
  quota: 'recommendations-daily',
  credentials: 'bearer',
  load: () => Promise.reject(new Error('is not called')),
};
const request = { headers: {}, socket: { remoteAddress: '203.0.113.9' } } as unknown as IncomingMessage;
const signedIn = (role: SignedInRole, account = 'ada'): Identified => ({
  caller: { role, account },
  issuedAt: 1,
});

let now: number;
let revoked: boolean | undefined;
let headers: Readonly<Record<string, string>>;
let doorkeeper: Doorkeeper;
beforeEach(() => {
  now = Date.parse('2026-11-21T10:00:00Z');
  revoked = false;
  headers = {};
  const alone = countAlone({ now: () => now });
  const frontDoor: FrontDoor = {
    ask: async ({ claims }) => ({ decisions: await alone.take(claims), revoked }),
    keep: async () => {},
  };
  doorkeeper = new Doorkeeper({ core: {} as never, take: async () => ({ frontDoor }) as never });
});

const admit = (who: Identified | undefined, to: RequestRoute = route) =>
  doorkeeper.admit(request, to, who, {
    show: (shown) => {
      headers = shown;
    },
  });
const refusalOf = (who: Identified | undefined, to?: RequestRoute): Promise<unknown> =>
  admit(who, to).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a route with a quota', () => {
  it('lets a free account in ten times a day, and says when it has room again', async () => {
    for (let i = 0; i < 10; i++) await admit(signedIn('free_user'));
    expect(headers).toEqual({
      'ratelimit-policy': '"common";q=60;w=60, "recommendations-daily";q=10;w=86400',
      ratelimit: '"common";r=50;t=60, "recommendations-daily";r=0;t=86400',
    });
    now += 3_600_000;
    const refusal = await refusalOf(signedIn('free_user'));
    expect(refusal).toMatchObject({ code: 'rate-limited', headers: { 'retry-after': '82800' } });
    expect(await refusalOf(signedIn('free_user', 'grace'))).toBeUndefined();
    now += DAY_MS - 3_600_000;
    expect(await refusalOf(signedIn('free_user'))).toBeUndefined();
  });

  it('does not use up the minute of who has used up the day', async () => {
    for (let i = 0; i < 30; i++) await refusalOf(signedIn('free_user'));
    expect(headers.ratelimit).toContain('"common";r=50;');
  });

  it.each(['premium_user', 'admin'] as const)('has none for %s', async (role) => {
    for (let i = 0; i < 30; i++) await admit(signedIn(role));
    expect(headers['ratelimit-policy']).not.toContain('daily');
  });
});

describe('who is let in', () => {
  const administration: RequestRoute = { ...route, permission: 'users:manage' };

  it('is nobody whose token was taken back, and no administrator while nobody can tell', async () => {
    revoked = true;
    expect(await refusalOf(signedIn('premium_user'))).toMatchObject({ code: 'not-authenticated' });
    revoked = undefined;
    expect(await refusalOf(signedIn('premium_user'))).toBeUndefined();
    expect(await refusalOf(signedIn('admin'), administration)).toBeInstanceOf(Unavailable);
    expect(
      await refusalOf({ caller: { role: 'admin', account: 'operator' } }, administration),
    ).toBeUndefined();
  });

  it('is told what is missing', async () => {
    expect(await refusalOf({ caller: { role: 'anonymous' } })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(await refusalOf(undefined)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
    expect(await refusalOf(signedIn('free_user'), administration)).toMatchObject({ code: 'forbidden' });
    const narrow = { caller: { role: 'free_user', account: 'ada', scopes: ['read:content'] }, issuedAt: 1 };
    expect(await refusalOf(narrow as Identified)).toMatchObject({
      code: 'insufficient-scope',
      headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="read:recommendations"' },
    });
    expect(await refusalOf(signedIn('free_user'))).not.toBeInstanceOf(Problem);
  });
});
