import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SuiteClock } from '../../../emulators/clock.js';
import { answerJson, serveHttp } from '../../../emulators/http-server.js';
import { startTmdb, type Tmdb } from '../../../emulators/tmdb/tmdb.js';
import type { PagePlan, Provider } from '../../ingestion/provider.js';
import { ProvidersEnv } from './env.js';
import type { Patience } from './patience.js';
import { networkProviders } from './providers.js';
import { tmdbProvider } from './tmdb.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** 90 films and 30 series, the most popular with the lowest numbers. */
function* catalogue() {
  for (let i = 1; i <= 120; i += 1) {
    const isFilm = i <= 90;
    yield {
      id: `line-${i}`,
      type: isFilm ? 'movie' : 'series',
      title: `Title ${i}`,
      year: 2000,
      popularity: 500 - i,
      external_ids: { tmdb: isFilm ? `movie/${i}` : `tv/${i}` },
    };
  }
}

let clock: SuiteClock;
let slept: number[];
let patience: Patience;

beforeEach(() => {
  clock = new SuiteClock(Date.parse('2026-11-21T12:00:00Z'));
  slept = [];
  patience = {
    // Sleeping moves the suite's time, so that tests take none.
    async delay(ms) {
      slept.push(ms);
      clock.advance(ms);
    },
    random: () => 0,
    timeoutMs: 5_000,
  };
});

const provider = (url: string, more: { key?: string; firstRunPages?: number; timeoutMs?: number } = {}) =>
  tmdbProvider(
    {
      url,
      key: more.key ?? 'local',
      firstRunPages: more.firstRunPages ?? 20,
      requestsPer10s: 40,
      patience: { ...patience, ...(more.timeoutMs && { timeoutMs: more.timeoutMs }) },
    },
    clock,
  );

/** Records what is answered, and lets time pass only while no request is under way, as far as we know. */
async function watchRequests(): Promise<number[]> {
  const statuses: number[] = [];
  const underWay = new Set<Promise<unknown>>();
  const ask = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
    const asked = ask(...request);
    underWay.add(asked);
    const response = await asked;
    underWay.delete(asked);
    statuses.push(response.status);
    return response;
  });
  patience.delay = async (ms) => {
    const until = clock.now() + ms;
    await setImmediate();
    await Promise.all(underWay);
    clock.advance(Math.max(0, until - clock.now()));
  };
  return statuses;
}

async function planned(source: Provider, since?: number): Promise<PagePlan[]> {
  const pages: PagePlan[] = [];
  for await (const page of source.plan(since)) pages.push(page);
  return pages;
}

describe('over the emulator', () => {
  let folder: string;
  let tmdb: Tmdb;
  let url: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tmdb-'));
    tmdb = await startTmdb({ folder, clock, catalogue });
    url = tmdb.env['TMDB_URL'] ?? '';
  });
  afterEach(async () => {
    await tmdb.stop();
    rmSync(folder, { recursive: true });
    vi.restoreAllMocks();
  });

  test('a first run plans the most popular films and series, forty a page', async () => {
    const pages = await planned(provider(url, { firstRunPages: 3 }));
    expect(pages.map((page) => page.ids.length)).toEqual([40, 40, 10]);
    expect(pages[0]?.ids.slice(0, 2)).toEqual(['movie/1', 'movie/2']);
    expect(pages.flatMap((page) => page.ids).at(-1)).toBe('tv/120');
  });

  test('a later run plans what changed since, with an hour of overlap', async () => {
    const since = clock.now() - 5 * DAY_MS;
    clock.set(since - DAY_MS);
    tmdb.change('movie/1');
    clock.set(since - 2 * HOUR_MS + 60_000);
    tmdb.change('movie/2');
    clock.set(since + 3 * DAY_MS);
    tmdb.change('tv/100');
    tmdb.change('tv/100');
    clock.set(since + 5 * DAY_MS);
    tmdb.change('movie/3');
    expect(await planned(provider(url), since)).toEqual([{ ids: ['movie/3', 'movie/2', 'tv/100'] }]);
  });

  test('a run after the change feed has forgotten plans all again', async () => {
    tmdb.change('movie/3');
    const within = await planned(provider(url), clock.now() - 13 * DAY_MS);
    expect(within).toEqual([{ ids: ['movie/3'] }]);
    const beyond = await planned(provider(url), clock.now() - 15 * DAY_MS);
    expect(beyond.flatMap((page) => page.ids)).toHaveLength(120);
  });

  test('a plan without changes has no pages', async () => {
    expect(await planned(provider(url), clock.now())).toEqual([]);
  });

  test('a page is fetched in order, and what TMDb does not know is rejected alone', async () => {
    const page = await provider(url).fetch({ ids: ['movie/1', 'movie/999', 'tv/100', 'tv/1'] });
    expect(page.records.map(({ line, content }) => [line, content])).toEqual([
      [1, { id: 'movie-1', kind: 'movie', details: expect.objectContaining({ title: 'Title 1' }) }],
      [3, { id: 'tv-100', kind: 'tv', details: expect.objectContaining({ name: 'Title 100' }) }],
    ]);
    expect(page.rejects).toEqual([
      { line: 2, id: 'movie-999', reason: 'TMDb does not know it (any more)' },
      { line: 4, id: 'tv-1', reason: 'TMDb does not know it (any more)' },
    ]);
  });

  test('its quota is kept: nothing is ever refused', async () => {
    const statuses = await watchRequests();
    const source = provider(url);
    const started = clock.now();
    for (const page of await planned(source)) {
      expect((await source.fetch(page)).records).toHaveLength(page.ids.length);
    }
    // 7 listings and 120 titles are three full windows and a bit.
    expect(statuses).toEqual(Array.from({ length: 127 }, () => 200));
    expect(clock.now() - started).toBeGreaterThan(30_000);
    expect(clock.now() - started).toBeLessThan(40_000);
  });

  test('a quota that somebody else used up is waited for', async () => {
    for (let i = 0; i < 40; i += 1) await fetch(`${url}/movie/1?api_key=local`);
    const started = clock.now();
    expect((await provider(url).fetch({ ids: ['movie/1'] })).records).toHaveLength(1);
    expect(clock.now() - started).toBeGreaterThan(9_000);
  });

  test('a key that is refused is an error that says what to do', async () => {
    const source = provider(url, { key: 'wrong' });
    await expect(source.fetch({ ids: ['movie/1'] })).rejects.toThrow(/TMDB_API_KEY/);
    await expect(planned(source)).rejects.toThrow(/TMDB_API_KEY/);
  });

  test('it is there only when the configuration gives a key', async () => {
    expect(networkProviders(ProvidersEnv.parse({}), clock)).toEqual({});
    const { tmdb: source } = networkProviders(ProvidersEnv.parse(tmdb.env), clock);
    expect((await source?.fetch({ ids: ['tv/91'] }))?.records).toHaveLength(1);
  });
});

test('a plan names every id once, though titles move between the pages that are read', async () => {
  let lists: number[][] = [];
  const server = await serveHttp((request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'));
    const results = (lists[page - 1] ?? []).map((id) => ({ id, adult: id % 7 === 0 }));
    answerJson(response, 200, { page, results, total_pages: lists.length, total_results: 0 });
  });
  const anyPages = fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(anyPages, fc.boolean(), async (pages, isLater) => {
      lists = pages;
      const plan = await planned(provider(server.url), isLater ? clock.now() : undefined);
      const numbers = [...new Set(pages.flat())].filter((id) => id % 7 !== 0);
      const wanted = ['movie', 'tv'].flatMap((kind) => numbers.map((id) => `${kind}/${id}`));
      expect(plan.flatMap((page) => page.ids)).toEqual(wanted);
      for (const { ids } of plan) expect(ids.length).toBeLessThanOrEqual(40);
    }),
    { numRuns: 40 },
  );
  await server.close();
});
