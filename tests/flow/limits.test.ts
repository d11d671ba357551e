import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { ProblemBody } from '../../shared/problem/problem.js';

const GENRES = '/api/v1/genres';
const LIMIT = 10;

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start({ limits: true, instances: 2 });
});
afterAll(() => suite.stop());

let clients = 0;
/** An address that nobody has asked from. */
const newClient = () => `198.51.100.${++clients}`;

const ask = (forwardedFor: string, path = GENRES, headers: Record<string, string> = {}) =>
  suite.fetch(path, { headers: { 'x-forwarded-for': forwardedFor, ...headers } });
const statuses = async (requests: readonly Promise<Response>[]) =>
  (await Promise.all(requests)).map(({ status }) => status).sort();
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const used = [...times(LIMIT, () => 200), 429];

describe('a caller’s limit', () => {
  it('refuses what is over it, says when to come again, and is right', async () => {
    const client = newClient();
    for (let i = 1; i <= LIMIT; i++) {
      const answer = await ask(client);
      expect(answer.headers.get('ratelimit-policy')).toBe('"common";q=10;w=60');
      expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`^"common";r=${LIMIT - i};t=\\d+$`));
    }
    const refused = await ask(client);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
    expect(refused.headers.get('access-control-expose-headers')).toContain('ratelimit');
    const wait = Number(refused.headers.get('retry-after'));
    expect(refused.headers.get('ratelimit')).toBe(`"common";r=0;t=${wait}`);
    const problem = ProblemBody.parse(await refused.json());
    expect([problem.code, problem.detail]).toEqual(['rate-limited', expect.stringContaining(`${wait} s`)]);
    suite.clock.advance((wait - 2) * 1_000);
    expect((await ask(client)).status).toBe(429);
    suite.clock.advance(2_000);
    expect((await ask(client)).status).toBe(200);
  });

  it('holds over two instances, to the request, whatever comes at once', async () => {
    const client = newClient();
    const requests = await statuses(times(300, () => ask(client)));
    expect(requests.filter((status) => status === 200)).toHaveLength(LIMIT);
    expect(requests.filter((status) => status === 429)).toHaveLength(300 - LIMIT);
  });

  it('is ten lists of recommendations a day, whatever a minute allows', async () => {
    const client = newClient();
    const recommend = () => ask(client, '/api/v1/recommendations/for-you?limit=1');
    for (let i = 0; i < LIMIT; i++) expect((await recommend()).status).toBe(200);
    suite.clock.advance(61_000);
    const refused = await recommend();
    expect([refused.status, (await ask(client)).status]).toEqual([429, 200]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(80_000);
  });

  it('is ten times as high for suggestions, and counted apart', async () => {
    const client = newClient();
    const suggest = () => ask(client, '/api/v1/search/autocomplete?q=inc');
    expect(await statuses(times(LIMIT + 1, () => ask(client)))).toEqual(used);
    const suggested = await suggest();
    expect([suggested.status, suggested.headers.get('ratelimit-policy')]).toEqual([
      200,
      '"autocomplete";q=100;w=60',
    ]);
  });

  it('is the account’s where somebody has signed in, from wherever they ask', async () => {
    const headers = { authorization: `Bearer ${await suite.operatorToken()}` };
    const left = async () => {
      const answer = await ask(newClient(), GENRES, headers);
      expect(answer.headers.get('ratelimit-policy')).toBe('"common";q=1000;w=60');
      return Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);
    };
    const first = await left();
    expect(await left()).toBe(first - 1);
  });

  it('counts those who guess tokens', async () => {
    const client = newClient();
    const guess = () => ask(client, '/api/v1/admin/ingestion/runs', { authorization: 'Bearer guess' });
    expect(await statuses(times(LIMIT + 1, guess))).toEqual([...times(LIMIT, () => 401), 429]);
  });

  it('counts mistakes too, and shows where the caller stands', async () => {
    const client = newClient();
    const mistaken = await ask(client, '/api/v1/content/movies?limit=0');
    expect([mistaken.status, mistaken.headers.get('ratelimit')]).toEqual([
      400,
      expect.stringMatching(/^"common";r=9;/),
    ]);
  });

  it('leaves health, pages and the document alone', async () => {
    const client = newClient();
    expect(await statuses(times(LIMIT + 5, () => ask(client, '/health')))).toEqual(
      times(LIMIT + 5, () => 200),
    );
    for (const path of ['/', '/docs', '/openapi.json']) {
      expect((await ask(client, path)).headers.get('ratelimit')).toBeNull();
    }
  });
});

describe('whose address counts', () => {
  it('is the one that the load balancer saw, whatever a client forwards', async () => {
    const client = newClient();
    expect(await statuses(times(LIMIT + 1, (i) => ask(`10.0.0.${i}, ${client}`)))).toEqual(used);
  });

  it('is one for a whole /64', async () => {
    expect(await statuses(times(LIMIT + 1, (i) => ask(`2001:db8:0:1::${i}`)))).toEqual(used);
    expect((await ask('2001:db8:0:2::1')).status).toBe(200);
  });

  it('is one for all that is no address', async () => {
    expect(await statuses(times(LIMIT + 1, (i) => ask(`nobody-${i}`)))).toEqual(used);
  });
});

describe.each(['down', 'hang'] as const)('while Redis fails: %s', (kind) => {
  const redis = () => suite.emulators.all.get('upstash');
  afterEach(() => {
    redis()?.faults.clear();
    // The circuit breaker tries again.
    suite.clock.advance(61_000);
  });

  it('each instance counts alone: bounded, and never open', async () => {
    redis()?.faults.set({ kind, rate: 1 });
    const client = newClient();
    const startedAt = performance.now();
    const requests = await statuses(times(10 * LIMIT, () => ask(client)));
    expect(requests.filter((status) => status === 200)).toHaveLength(2 * LIMIT);
    expect(requests.filter((status) => status === 429)).toHaveLength(8 * LIMIT);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

it('is off where the suite was told so', async () => {
  await using free = await Suite.start();
  const answers = await Promise.all(times(LIMIT + 5, () => free.fetch(GENRES)));
  expect(answers.map(({ status, headers }) => [status, headers.get('ratelimit')])).toEqual(
    times(LIMIT + 5, () => [200, null]),
  );
});
