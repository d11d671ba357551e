import { Redis } from '@upstash/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { TokenIssuer } from '../support/access-tokens.js';
import { ingest } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

const [inception] = sampleTitles;
const SEARCH = '/api/v1/search/semantic?q=dreams';

const issuer = new TokenIssuer();
let suite: Suite;
let details: string;
beforeAll(async () => {
  suite = await Suite.start({ instances: 2, env: await issuer.env() });
  await ingest(suite, sampleTitles);
  const { id } = await suite.get<{ id: string }>('/api/v1/content/external/file/inception');
  details = `/api/v1/content/${id}`;
});
afterAll(() => suite.stop());
/** Nothing that was kept before is good any more. */
const forget = () => suite.clock.advance(301_000);
beforeEach(forget);

const product = (name: string) => {
  const found = suite.emulators.all.get(name);
  if (!found) throw new Error(`There is no ${name}`);
  return found.faults;
};
afterEach(() => {
  for (const { faults } of suite.emulators.all.values()) faults.clear();
});

/** The sum of a meter over all services and instances. */
async function metered(pattern: RegExp): Promise<number> {
  const text = await (await suite.fetch('/metrics')).text();
  return text
    .split('\n')
    .filter((line) => pattern.test(line))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
const firestoreReads = () =>
  metered(/^database_query_duration_seconds_count\{(?=.*service="catalogue")(?=.*database="firestore")/);
const hits = () => metered(/^cache_hits_total\{/);
const misses = () => metered(/^cache_misses_total\{/);

/** Whether an answer was kept before. */
async function outcomeOf(path: string, headers: Record<string, string> = {}): Promise<string> {
  const before = await hits();
  const { status } = await suite.fetch(path, { headers });
  if (status !== 200) throw new Error(`${path} was answered ${status}`);
  return (await hits()) > before ? 'kept' : 'made';
}
async function outcomesOf(...paths: readonly string[]): Promise<string[]> {
  const outcomes: string[] = [];
  for (const path of paths) outcomes.push(await outcomeOf(path));
  return outcomes;
}

describe('an answer that was given', () => {
  it('is given again without its databases, by either instance, until its time is over', async () => {
    const before = await firestoreReads();
    expect(await outcomesOf(details, details, details)).toEqual(['made', 'kept', 'kept']);
    suite.clock.advance(240_000);
    expect(await outcomesOf(details, details)).toEqual(['kept', 'kept']);
    expect((await firestoreReads()) - before).toBe(1);
    suite.clock.advance(60_000);
    expect(await outcomesOf(details)).toEqual(['made']);
  });

  it('of a search lives for five seconds, and for thirty where it is asked for often', async () => {
    // Each instance makes it once: that it is asked for again shows that others want it too.
    expect(await outcomesOf(SEARCH, SEARCH, SEARCH, SEARCH)).toEqual(['made', 'made', 'kept', 'kept']);
    suite.clock.advance(5_001);
    expect(await outcomesOf(SEARCH)).toEqual(['made']);
    suite.clock.advance(61_000);
    await outcomesOf(...Array(10).fill(SEARCH));
    suite.clock.advance(5_001);
    expect(await outcomesOf(SEARCH)).toEqual(['made']);
    suite.clock.advance(15_000);
    expect(await outcomesOf(SEARCH, SEARCH)).toEqual(['kept', 'kept']);
    suite.clock.advance(15_000);
    expect(await outcomesOf(SEARCH)).toEqual(['made']);
  });

  it('ends when a title changes', async () => {
    const overviewOf = async () => (await suite.get<{ overview: string }>(details)).overview;
    expect([await overviewOf(), await overviewOf()]).toEqual(Array(2).fill(inception?.overview));
    await ingest(suite, [{ ...inception, overview: 'A thief is told another story.' }]);
    const told = Array(4).fill('A thief is told another story.');
    expect(await Promise.all(told.map(overviewOf))).toEqual(told);
    await ingest(suite, [inception]);
  });

  it('is made once in an instance, however many ask for it at once', async () => {
    const before = await firestoreReads();
    const answers = await Promise.all(Array.from({ length: 50 }, () => suite.fetch(details)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await firestoreReads()) - before).toBeLessThanOrEqual(2);
  });

  it('is counted as a hit or a miss', async () => {
    const [missed, hit] = [await misses(), await hits()];
    for (let i = 0; i < 4; i++) await suite.fetch(details);
    expect([(await misses()) - missed, (await hits()) - hit]).toEqual([1, 3]);
  });

  it('is kept under a name that tells nobody what was asked', async () => {
    const wish = '/api/v1/search/semantic?q=a+private+wish';
    await outcomesOf(wish, wish);
    const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = suite.emulators.env;
    const keys = await new Redis({ url, token, enableTelemetry: false }).keys('*');
    expect(keys.some((key) => key.startsWith('answer:'))).toBe(true);
    expect(keys.join()).not.toMatch(/private|wish/);
  });

  it('is not the one to a failure', async () => {
    product('qdrant').set({ kind: 'down', rate: 1 });
    expect((await suite.fetch(SEARCH)).status).toBe(503);
    product('qdrant').clear();
    expect(await outcomesOf(SEARCH)).toEqual(['made']);
  });

  it('is made anew while Redis cannot be asked', async () => {
    await outcomesOf(details);
    product('upstash').set({ kind: 'down', rate: 1 });
    expect(await outcomesOf(details)).toEqual(['made']);
  });
});

describe('what else decides an answer', () => {
  it.each([
    ['other parameters', SEARCH, `${SEARCH}&limit=3`],
    ['another text', SEARCH, '/api/v1/search/semantic?q=dream'],
    ['a region', SEARCH, `${SEARCH}&region=US`],
    ['another route', `${SEARCH}&limit=2`, '/api/v1/search/faceted?q=dreams&limit=2'],
  ])('%s', async (_, one, other) => {
    expect(await outcomesOf(one, other, one)).toEqual(['made', 'made', 'kept']);
  });

  it('the role of who asks, but not who it is', async () => {
    const tokenOf = async (role: 'free_user' | 'premium_user') => ({
      authorization: `Bearer ${await issuer.sign({ role, at: suite.clock.now() })}`,
    });
    expect(await outcomeOf(details, await tokenOf('free_user'))).toBe('made');
    expect(await outcomeOf(details, await tokenOf('free_user'))).toBe('kept');
    expect(await outcomeOf(details, await tokenOf('premium_user'))).toBe('made');
    expect(await outcomeOf(details)).toBe('made');
  });

  it('the host that it is asked at, so that nobody can plant links', async () => {
    await outcomesOf(details);
    const before = await misses();
    await fetch(new URL(details, suite.api.replace('127.0.0.1', 'localhost')));
    expect((await misses()) - before).toBe(1);
  });

  it('not the order of the parameters, nor how they are written', async () => {
    const same = '/api/v1/search/semantic?platforms=netflix&region=US&q=dreams';
    const asTyped = `${SEARCH}&region=us&platforms=Netflix,netflix`;
    expect(await outcomesOf(asTyped, same, asTyped)).toEqual(['made', 'made', 'kept']);
  });
});

describe('a client that has the answer', () => {
  it('is told that it is still the same', async () => {
    const first = await suite.fetch(details);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await suite.fetch(details, { headers: { 'if-none-match': tags } });
      expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag]);
    }
    const other = await suite.fetch(details, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
    const head = await suite.fetch(details, { method: 'HEAD' });
    expect([head.headers.get('etag'), head.headers.get('content-length')]).toEqual([
      etag,
      first.headers.get('content-length'),
    ]);
  });

  it('is told how long, and whether others may have it', async () => {
    const of = async (headers: Record<string, string>) => {
      const answer = await suite.fetch(details, { headers });
      return [answer.headers.get('cache-control'), answer.headers.get('vary')];
    };
    expect(await of({})).toEqual(['public, max-age=5', 'authorization, x-profile']);
    const authorization = `Bearer ${await issuer.sign({ at: suite.clock.now() })}`;
    expect(await of({ authorization })).toEqual(['private, max-age=5', 'authorization, x-profile']);
    const elsewhere = await suite.fetch('/api/v1/content/movies?limit=0');
    expect(elsewhere.headers.get('cache-control')).toBe('no-store');
  });
});
