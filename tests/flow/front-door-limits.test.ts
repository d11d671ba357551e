import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import type { SignedInRole } from '../../shared/account/roles.js';
import { TokenIssuer } from '../support/access-tokens.js';

const GENRES = '/api/v1/genres';
const WINDOW_MS = 60_000;

const issuer = new TokenIssuer();
let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start({ limits: true, instances: 2, env: await issuer.env() });
});
afterAll(() => suite.stop());

/** Somebody new, and how they ask. */
async function signIn(role: SignedInRole): Promise<(path?: string) => Promise<Response>> {
  const authorization = `Bearer ${await issuer.sign({ role, at: suite.clock.now() })}`;
  return (path = GENRES) => suite.fetch(path, { headers: { authorization } });
}
const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
const passed = async (requests: readonly Promise<Response>[]) => {
  const statuses = (await Promise.all(requests)).map(({ status }) => status);
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  return statuses.filter((status) => status === 200).length;
};

describe('an account’s limit', () => {
  it.each([
    ['free_user', 60],
    ['premium_user', 300],
  ] as const)(
    'lets exactly as many of %s through as it says, of 600 at once over two instances: %i',
    async (role, limit) => {
      const ask = await signIn(role);
      expect(await passed(times(600, () => ask()))).toBe(limit);
      const { headers } = await ask();
      expect(headers.get('ratelimit-policy')).toBe(`"common";q=${limit};w=60`);
      suite.clock.advance(Number(headers.get('retry-after')) * 1_000);
      expect((await ask()).status).toBe(200);
    },
  );

  it('holds in every rolling minute, also across the turn of one', async () => {
    const ask = await signIn('free_user');
    suite.clock.advance(WINDOW_MS - (suite.clock.now() % WINDOW_MS) - 5_000);
    expect(await passed(times(80, () => ask()))).toBe(60);
    suite.clock.advance(20_000);
    expect(await passed(times(80, () => ask()))).toBe(0);
    suite.clock.advance(WINDOW_MS);
    expect(await passed(times(80, () => ask()))).toBe(60);
  });

  it('is one for all of the account’s tokens, and apart for suggestions', async () => {
    const account = '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11';
    const tokens = await Promise.all(
      [0, 1, 2].map((i) => issuer.sign({ account, at: suite.clock.now() - i * 1_000 })),
    );
    const asked = tokens.flatMap((token) =>
      times(30, () => suite.fetch(GENRES, { headers: { authorization: `Bearer ${token}` } })),
    );
    expect(await passed(asked)).toBe(60);
    const suggested = await suite.fetch('/api/v1/search/autocomplete?q=a', {
      headers: { authorization: `Bearer ${tokens[0]}` },
    });
    expect(suggested.headers.get('ratelimit-policy')).toBe('"autocomplete";q=600;w=60');
  });

  it('is bounded while Redis is down', async () => {
    const ask = await signIn('free_user');
    suite.emulators.all.get('upstash')?.faults.set({ kind: 'down', rate: 1 });
    expect(await passed(times(200, () => ask()))).toBe(2 * 60);
    suite.emulators.all.get('upstash')?.faults.clear();
    suite.clock.advance(WINDOW_MS + 1_000);
  });
});
