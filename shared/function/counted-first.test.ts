import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AccountId } from '../account/account.js';
import type { Arrival, FrontDoor, Standing } from '../limits/front-door.js';
import { Unavailable } from '../problem/problem.js';
import type { Certification } from '../title/certifications.js';
import { type Household, newHousehold } from '../viewer/household.js';
import { onRequest } from './declare.js';
import { endpoint } from './endpoint.js';
import { httpPipeline } from './http.js';

const ACCOUNT = AccountId.parse('5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11');
const KID = '9b2e1c64-3f7a-4c1d-8a55-6d0f2b7c9e10';

/** What happened, in its order. */
let happened: string[];
let hasRoom: boolean;
let fails: boolean;
let household: Household;
let answers: Map<string, string>;

const thing = endpoint({
  summary: 'A thing',
  query: z.strictObject({}),
  answer: z.unknown(),
  handle: async ({ ceiling = 'none' }) => {
    happened.push('made');
    return { ceiling };
  },
});
const route = onRequest('GET', '/things', {
  uses: [],
  load: async () => thing,
  permission: 'content:read',
  impact: 'none',
  cache: { seconds: 60 },
});

const frontDoor: FrontDoor = {
  async ask({ claims, answer }: Arrival): Promise<Standing> {
    happened.push('counted');
    const text = answer && answers.get(answer.name);
    return {
      decisions: claims.map(() => ({ allowed: hasRoom, remaining: 1, freeInMs: 1_000 })),
      revoked: false,
      ...(answer && { cache: { generation: 7, asked: 1, ...(text !== undefined && { answer: text }) } }),
    };
  },
  async keep({ name, text }) {
    answers.set(name, text);
  },
};
const households = {
  get: async () => {
    happened.push('read');
    if (fails) throw new Unavailable('firestore');
    return household;
  },
};
const accessTokens = {
  read: async () => ({ account: ACCOUNT, role: 'free_user' as const, scopes: [], issuedAt: 1 }),
};

let server: Server;
beforeEach(async () => {
  [happened, hasRoom, fails, answers] = [[], true, false, new Map()];
  household = newHousehold(ACCOUNT);
  const core = { clock: { now: () => 0 }, log: vi.fn(), meters: { add: vi.fn() }, newId: () => 'x' };
  const take = async () => ({ ...core, accessTokens, frontDoor, households }) as never;
  server = createServer(httpPipeline([route], { core, take })).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(() => server.close());

const ask = async (profile?: string) => {
  happened = [];
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/things`, {
    headers: { authorization: 'Bearer ada', ...(profile && { 'x-profile': profile }) },
  });
  const body = (await answer.json()) as { ceiling?: string };
  return [answer.status, body.ceiling];
};

function withCeiling(profile: number, max_content_rating: Certification | null): void {
  const [owner] = household.profiles;
  if (!owner) throw new Error('A household has an owner');
  const kid = { ...owner, id: KID, kind: 'kids' as const };
  household = {
    ...household,
    profiles: [owner, kid].map((one, i) =>
      i === profile ? { ...one, preferences: { ...one.preferences, max_content_rating } } : one,
    ),
  } as Household;
}

describe('a signed-in request', () => {
  it('is counted before anything is read of who asks, and not read at all where there is no room', async () => {
    expect(await ask()).toEqual([200, 'none']);
    expect(happened).toEqual(['counted', 'read', 'made']);
    hasRoom = false;
    expect((await ask())[0]).toBe(429);
    expect(happened).toEqual(['counted']);
  });

  it('of a profile with a ceiling has its own answer, and from the cache the next time', async () => {
    withCeiling(1, 'PG');
    expect([await ask(), await ask(KID)]).toEqual([
      [200, 'none'],
      [200, 'PG'],
    ]);
    expect(happened).toEqual(['counted', 'read', 'made']);
    expect(await ask(KID)).toEqual([200, 'PG']);
    expect(happened).toEqual(['counted', 'read']);
  });

  it('keeps to a ceiling that came or changed since the last one', async () => {
    expect(await ask()).toEqual([200, 'none']);
    for (const ceiling of ['PG', 'G', null] as const) {
      withCeiling(0, ceiling);
      expect(await ask()).toEqual([200, ceiling ?? 'none']);
      expect(await ask()).toEqual([200, ceiling ?? 'none']);
    }
  });

  it('of a profile that has a ceiling waits while nobody can tell it, whatever is kept', async () => {
    withCeiling(1, 'PG');
    for (let i = 0; i < 2; i++) expect(await ask(KID)).toEqual([200, 'PG']);
    fails = true;
    expect([(await ask(KID))[0], await ask()]).toEqual([503, [200, 'none']]);
  });
});
