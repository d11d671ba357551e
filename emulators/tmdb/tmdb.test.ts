import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { normaliseTmdb } from '../../shared/ingestion/tmdb-provider.js';
import { SuiteClock } from '../clock.js';
import { REQUESTS_PER_10_S, startTmdb, type Tmdb, type TmdbOptions } from './tmdb.js';

const DAY_MS = 86_400_000;

const lines = [
  {
    id: 'film-a',
    type: 'movie',
    title: 'The Lamplighter',
    original_title: "L'Allumeur",
    year: 2019,
    runtime: 121,
    genres: ['science-fiction', 'biography'],
    language: 'fr',
    countries: ['FR'],
    overview: 'A lamplighter finds that one of his lamps is a door.',
    keywords: ['lamp'],
    collection: 'The Lamplighter',
    cast: [{ name: 'First Billed', character: 'Lou' }, 'Second Billed'],
    directors: ['Dora Directs'],
    certification: 'PG-13',
    popularity: 20,
    vote_average: 7.4,
    vote_count: 900,
    external_ids: { imdb: 'tt0000042', tmdb: 'movie/27205' },
    availability: [
      { platform: 'netflix', region: 'US', type: 'subscription', as_of: '2021-09-01' },
      { platform: 'disney-plus', region: 'FR', type: 'rent', price: 3, simulated: true, as_of: '2026-11-01' },
      { platform: 'hulu', region: 'US', type: 'free', until: '2026-11-20', simulated: true },
      { platform: 'hulu', region: 'US', type: 'buy', from: '2026-12-01', simulated: true },
    ],
  },
  { id: 'short', type: 'short', title: 'Brief', runtime: 7, popularity: 30, external_ids: { tmdb: '51' } },
  {
    id: 'series',
    type: 'series',
    title: 'Slow Ferry',
    year: 2008,
    runtime: 45,
    genres: ['drama'],
    creators: ['Cara Creates'],
    certification: 'TV-MA',
    external_ids: { tmdb: 1396 },
  },
  { id: 'same', type: 'movie', title: 'Said twice', external_ids: { tmdb: 'movie/51' } },
  { id: 'episode', type: 'episode', title: 'Pilot', external_ids: { tmdb: '62085' } },
  { id: 'unknown', type: 'movie', title: 'Not at TMDb', external_ids: { imdb: 'tt0000044' } },
];

const Page = z.object({
  page: z.int(),
  results: z.array(z.looseObject({ id: z.int() })),
  total_pages: z.int(),
  total_results: z.int(),
});

let folder: string;
let clock: SuiteClock;
let tmdb: Tmdb;

const start = (more: Partial<TmdbOptions> = {}) =>
  startTmdb({ folder, clock, catalogue: () => lines, ...more });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tmdb-'));
  clock = new SuiteClock(Date.parse('2026-11-21T12:00:00Z'));
  tmdb = await start();
});
afterEach(async () => {
  await tmdb.stop();
  rmSync(folder, { recursive: true });
});

const get = (path: string, parameters: Record<string, string> = {}) =>
  fetch(`${tmdb.env['TMDB_URL']}/${path}?${new URLSearchParams({ api_key: 'local', ...parameters })}`);

async function page(path: string, parameters: Record<string, string> = {}) {
  const response = await get(path, parameters);
  expect(response.status).toBe(200);
  return Page.parse(await response.json());
}

const whole = 'credits,keywords,external_ids,release_dates,content_ratings,watch/providers';

async function record(id: string) {
  const details = await (await get(id, { append_to_response: whole })).json();
  return normaliseTmdb({ kind: id.split('/')[0], details }, '2026-11-21T12:00:00.000Z');
}

test("a film's details say what its line says", async () => {
  const { facts } = await record('movie/27205');
  expect(facts).toMatchObject({
    type: 'movie',
    title: 'The Lamplighter',
    original_title: "L'Allumeur",
    year: 2019,
    release_date: '2019',
    runtime: 121,
    genres: ['science-fiction'],
    language: 'fr',
    countries: ['FR'],
    keywords: ['lamp'],
    collection: 'The Lamplighter',
    certification: 'PG-13',
    average_rating: 7.4,
    vote_count: 900,
    external_ids: { tmdb: '27205', imdb: 'tt0000042' },
    credits: {
      cast: [{ name: 'First Billed', character: 'Lou' }, { name: 'Second Billed' }],
      directors: ['Dora Directs'],
      creators: [],
    },
  });
});

test('offers in force are shown as what they are: made up, or seen on a day', async () => {
  const { offers } = await record('movie/27205');
  expect(offers).toEqual([
    expect.objectContaining({ platform: 'netflix', region: 'US', simulated: false, as_of: '2021-09-01' }),
    expect.objectContaining({
      platform: 'disney-plus',
      region: 'FR',
      availability_type: 'rental',
      simulated: true,
      as_of: '2026-11-01',
    }),
  ]);
  clock.set(Date.parse('2026-12-02T00:00:00Z'));
  const later = (await record('movie/27205')).offers?.map(
    (offer) => `${offer.platform} ${offer.availability_type}`,
  );
  expect(later).toContain('hulu purchase');
});

test("a series' details say what its line says", async () => {
  const { facts } = await record('tv/1396');
  expect(facts).toMatchObject({
    type: 'series',
    title: 'Slow Ferry',
    year: 2008,
    runtime: 45,
    certification: 'TV-MA',
    credits: { creators: ['Cara Creates'] },
  });
});

test('a part can be asked for by itself', async () => {
  expect(await (await get('movie/27205/keywords')).json()).toMatchObject({
    id: 27205,
    keywords: [{ name: 'lamp' }],
  });
});

test('details hold only what is appended', async () => {
  const details = await (await get('movie/27205', { append_to_response: 'keywords,nonsense' })).json();
  expect(details).toHaveProperty('keywords');
  expect(details).not.toHaveProperty('credits');
  expect(details).not.toHaveProperty('nonsense');
});

describe('discover', () => {
  test('lists films and series apart, each once, the most popular first', async () => {
    expect((await page('discover/movie')).results).toMatchObject([
      { id: 51, title: 'Brief' },
      { id: 27205, title: 'The Lamplighter', genre_ids: [878] },
    ]);
    expect((await page('discover/tv')).results).toMatchObject([{ id: 1396, name: 'Slow Ferry' }]);
  });

  test('gives pages of twenty', async () => {
    await tmdb.stop();
    const many = Array.from({ length: 45 }, (_, i) => ({
      id: `m${i}`,
      type: 'movie',
      title: 'x',
      external_ids: { tmdb: i + 1 },
    }));
    tmdb = await start({ catalogue: () => many });
    const pages = await Promise.all(
      ['1', '2', '3', '4'].map((page_) => page('discover/movie', { page: page_ })),
    );
    expect(pages.map(({ results }) => results.length)).toEqual([20, 20, 5, 0]);
    expect(pages[0]).toMatchObject({ page: 1, total_pages: 3, total_results: 45 });
  });
});

describe('the change feed', () => {
  test('names what was edited in a range of days, the end not included', async () => {
    tmdb.change('movie/51');
    clock.advance(2 * DAY_MS);
    tmdb.change('movie/27205');
    tmdb.change('tv/1396');
    const ids = async (start_date: string, end_date: string) =>
      (await page('movie/changes', { start_date, end_date })).results.map(({ id }) => id);
    expect(await ids('2026-11-21', '2026-11-24')).toEqual([27205, 51]);
    expect(await ids('2026-11-22', '2026-11-24')).toEqual([27205]);
    expect(await ids('2026-11-21', '2026-11-23')).toEqual([51]);
    expect((await page('tv/changes')).results).toMatchObject([{ id: 1396 }]);
    expect((await page('movie/changes')).results).toMatchObject([{ id: 27205 }]);
  });

  test('an edit shows in the details and outlives the process', async () => {
    tmdb.change('tv/1396', { overview: 'It arrives after all.' });
    tmdb.change('tv/1396', { tagline: 'Ahoy.' });
    await tmdb.stop();
    tmdb = await start();
    expect(await (await get('tv/1396')).json()).toMatchObject({
      overview: 'It arrives after all.',
      tagline: 'Ahoy.',
    });
    expect((await page('tv/changes')).total_results).toBe(1);
  });

  test('is part of the state that is exported, imported and forgotten', async () => {
    tmdb.change('tv/1396');
    const state = await tmdb.export();
    await tmdb.reset();
    expect((await page('tv/changes')).results).toEqual([]);
    await tmdb.import(state);
    expect((await page('tv/changes')).results).toHaveLength(1);
  });

  test.each(['movie/1', 'tv/51', 'person/51', '51', 'movie/051'])('knows no %s', (id) => {
    expect(() => tmdb.change(id)).toThrow(RangeError);
  });
});

test.each([
  ['movie/1', {}, 404, 34],
  ['tv/27205', {}, 404, 34],
  ['person/51', {}, 404, 34],
  ['discover/movie/51', {}, 404, 34],
  ['movie/51/images', {}, 404, 34],
  ['movie/51', { api_key: 'other' }, 401, 7],
  ['discover/movie', { page: '0' }, 400, 22],
  ['discover/movie', { page: '501' }, 400, 22],
  ['discover/movie', { sort_by: 'revenue.desc' }, 422, 5],
  ['movie/changes', { start_date: '21.11.2026' }, 400, 23],
  ['movie/changes', { start_date: '2026-11-01', end_date: '2026-11-16' }, 422, 20],
  ['movie/51', { append_to_response: 'credits,'.repeat(21) }, 400, 27],
])('%s with %o fails in the form of TMDb', async (path, parameters, status, code) => {
  const response = await get(path, parameters);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ success: false, status_code: code });
});

test('a read access token is a key too', async () => {
  const url = `${tmdb.env['TMDB_URL']}/configuration`;
  const asked = (token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } });
  expect((await asked('local')).status).toBe(200);
  expect((await asked('other')).status).toBe(401);
});

test('genres are listed by kind', async () => {
  expect(await (await get('genre/tv/list')).json()).toMatchObject({
    genres: expect.arrayContaining([{ id: 10765, name: 'Sci-Fi & Fantasy' }]),
  });
});

test("its quota counts in the suite's time", async () => {
  for (let i = 0; i < REQUESTS_PER_10_S; i += 1) expect((await get('movie/51')).status).toBe(200);
  const refused = await get('movie/51');
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ status_code: 25 });
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(10);
  clock.advance(seconds * 1_000);
  expect((await get('movie/51')).status).toBe(200);
});

test('another quota can be asked for, and is told', async () => {
  await tmdb.stop();
  tmdb = await start({ requestsPer10s: 2 });
  expect(tmdb.env).toMatchObject({ TMDB_REQUESTS_PER_10_S: '2' });
  const statuses = [await get('movie/51'), await get('movie/51'), await get('movie/51')];
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
});

test('faults are worded as TMDb does', async () => {
  tmdb.faults.set({ kind: 'error', rate: 1 });
  expect((await get('movie/51')).status).toBe(500);
  tmdb.faults.clear();
  tmdb.faults.set({ kind: 'quota', rate: 1 });
  expect((await get('movie/51')).headers.get('retry-after')).toBe('1');
});
