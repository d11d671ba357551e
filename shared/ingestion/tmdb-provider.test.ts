import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { identityKeys } from './identity.js';
import { normalisePageOf } from './normalise.js';
import { SourceRecord } from './source-record.js';
import { normaliseTmdb } from './tmdb-provider.js';

const FETCHED_AT = '2026-11-21T10:00:00.000Z';
const data = process.env['BENCH_DATA'];
if (data === undefined) {
  process.stderr.write('BENCH_DATA is unset: the normaliser is NOT run over real answers of TMDb.\n');
}

const film = {
  adult: false,
  backdrop_path: null,
  belongs_to_collection: { id: 7, name: 'The Lamplighter Collection', poster_path: null },
  genres: [
    { id: 878, name: 'Science Fiction' },
    { id: 12, name: 'Adventure' },
    { id: 1, name: 'Puppetry' },
  ],
  id: 27205,
  imdb_id: 'tt0000042',
  original_language: 'fr',
  original_title: "L'Allumeur",
  overview: 'A lamplighter finds that one of his lamps is a door.',
  popularity: 31.6,
  poster_path: '/lamp.jpg',
  production_countries: [{ iso_3166_1: 'FR', name: 'France' }],
  release_date: '2019-10-31',
  runtime: 121,
  tagline: '',
  title: 'The Lamplighter',
  vote_average: 7.4,
  vote_count: 900,
  external_ids: { imdb_id: 'tt0000042', facebook_id: null },
  credits: {
    cast: [
      { name: 'Second Billed', character: '', order: 1 },
      { name: 'First Billed', character: 'Lou', order: 0 },
      ...Array.from({ length: 20 }, (_, i) => ({ name: `Extra ${i}`, character: 'Crowd', order: i + 2 })),
    ],
    crew: [
      { name: 'Dora Directs', job: 'Director', department: 'Directing' },
      { name: 'Will Writes', job: 'Screenplay', department: 'Writing' },
    ],
  },
  keywords: { keywords: [{ id: 1, name: 'lamp' }] },
  release_dates: {
    results: [
      { iso_3166_1: 'FR', release_dates: [{ certification: 'U', type: 3 }] },
      {
        iso_3166_1: 'US',
        release_dates: [
          { certification: '', type: 1 },
          { certification: 'NR', type: 4 },
          { certification: 'PG-13', type: 3 },
        ],
      },
    ],
  },
  'watch/providers': {
    results: {
      US: {
        link: 'https://www.themoviedb.org/movie/27205/watch?locale=US',
        flatrate: [
          { provider_id: 8, provider_name: 'Netflix' },
          { provider_id: 9, provider_name: 'netflix' },
        ],
        ads: [{ provider_id: 10, provider_name: "Grandma's Attic TV" }],
        rent: [{ provider_id: 2, provider_name: 'Disney Plus', simulated: true, as_of: '2026-11-01' }],
        buy: [{ provider_id: 2, provider_name: 'Disney Plus' }],
      },
      FR: { link: 'nowhere', free: [{ provider_id: 11, provider_name: 'Netflix' }] },
    },
  },
};

const series = {
  id: 1396,
  name: 'Slow Ferry',
  original_name: 'Slow Ferry',
  first_air_date: '2008-01-20',
  episode_run_time: [45, 47],
  created_by: [{ id: 1, name: 'Cara Creates' }],
  genres: [{ id: 10765, name: 'Sci-Fi & Fantasy' }],
  origin_country: ['US'],
  original_language: 'en',
  overview: 'A ferry never quite arrives.',
  poster_path: null,
  popularity: 12,
  vote_average: 0,
  vote_count: 0,
  external_ids: { imdb_id: 'tt0000043' },
  content_ratings: { results: [{ iso_3166_1: 'US', rating: 'TV-MA', descriptors: [] }] },
  keywords: { results: [{ id: 2, name: 'ferry' }] },
  credits: { cast: [], crew: [] },
};

function normalised(kind: 'movie' | 'tv', details: unknown): SourceRecord {
  return SourceRecord.parse(normaliseTmdb({ id: 'any', kind, details }, FETCHED_AT));
}

describe('a film', () => {
  const record = normalised('movie', film);

  test('becomes a record with all its facts', () => {
    expect(record).toMatchObject({ provider: 'tmdb', id: 'movie-27205', seen_at: FETCHED_AT, series: null });
    expect(record.facts).toMatchObject({
      type: 'movie',
      title: 'The Lamplighter',
      original_title: "L'Allumeur",
      year: 2019,
      release_date: '2019-10-31',
      runtime: 121,
      language: 'fr',
      countries: ['FR'],
      genres: ['science-fiction', 'adventure'],
      keywords: ['lamp'],
      collection: 'The Lamplighter',
      certification: 'PG-13',
      average_rating: 7.4,
      vote_count: 900,
      poster_url: 'https://image.tmdb.org/t/p/w500/lamp.jpg',
      external_ids: { tmdb: '27205', imdb: 'tt0000042' },
    });
    expect(record.facts).not.toHaveProperty('tagline');
  });

  test('is known by its ids', () => {
    expect(identityKeys(record)).toEqual(['imdb:tt0000042', 'tmdb:film:27205', 'tmdb:movie-27205']);
  });

  test('keeps fifteen of the cast in billing order', () => {
    expect(record.facts.credits?.cast).toHaveLength(15);
    expect(record.facts.credits?.cast.slice(0, 2)).toEqual([
      { name: 'First Billed', character: 'Lou' },
      { name: 'Second Billed' },
    ]);
    expect(record.facts.credits?.directors).toEqual(['Dora Directs']);
  });

  test('has one offer for each platform, country and kind', () => {
    const offers = record.offers ?? [];
    const shown = offers.map((offer) => `${offer.region} ${offer.platform} ${offer.availability_type}`);
    expect(shown).toEqual([
      'US netflix subscription',
      'US grandma-s-attic-tv free',
      'US disney-plus rental',
      'US disney-plus purchase',
      'FR netflix free',
    ]);
    expect(offers[0]).toMatchObject({
      deep_link: 'https://www.themoviedb.org/movie/27205/watch?locale=US',
      simulated: false,
      as_of: '2026-11-21',
      source: 'tmdb',
      price: null,
    });
    expect(offers[2]).toMatchObject({ simulated: true, as_of: '2026-11-01' });
    expect(offers[4]?.deep_link).toBeNull();
  });

  test.each([
    ['short', 40, 'Documentary'],
    ['documentary', 41, 'Documentary'],
    ['documentary', 0, 'Documentary'],
    ['short', 1, 'Drama'],
    ['movie', 0, 'Drama'],
  ])('is a %s with %i minutes of %s', (type, runtime, name) => {
    expect(normalised('movie', { ...film, runtime, genres: [{ id: 1, name }] }).facts.type).toBe(type);
  });

  test.each([
    ['xx', undefined],
    ['cn', 'zh'],
    ['ja', 'ja'],
  ])('in %s is in %s', (original_language, language) => {
    expect(normalised('movie', { ...film, original_language }).facts.language).toBe(language);
  });

  test('of which little is known is a record too', () => {
    const bare = normalised('movie', { id: 5, title: 'Untold', release_date: '', runtime: 999_999 });
    expect(bare.offers).toBeNull();
    expect(bare.facts).toMatchObject({ type: 'movie', title: 'Untold', external_ids: { tmdb: '5' } });
    for (const field of ['year', 'release_date', 'runtime', 'average_rating']) {
      expect(bare.facts).not.toHaveProperty(field);
    }
  });
});

test('a series becomes a record with all its facts', () => {
  const record = normalised('tv', series);
  expect(record.id).toBe('tv-1396');
  expect(record.offers).toBeNull();
  expect(record.facts).toMatchObject({
    type: 'series',
    title: 'Slow Ferry',
    year: 2008,
    runtime: 45,
    genres: ['science-fiction', 'fantasy'],
    countries: ['US'],
    keywords: ['ferry'],
    certification: 'TV-MA',
    credits: { cast: [], directors: [], creators: ['Cara Creates'] },
    external_ids: { tmdb: '1396', imdb: 'tt0000043' },
  });
  expect(record.facts).not.toHaveProperty('average_rating');
});

test.each([
  ['a list', []],
  ['null', null],
  ['an error of TMDb', { success: false, status_code: 34, status_message: 'x' }],
  ['a title without a name', { ...film, title: '' }],
  ['a date of another form', { ...film, release_date: '31.10.2019' }],
  ['a rating beyond ten', { ...film, vote_average: 11 }],
])('%s is rejected alone, by its id', (_, details) => {
  const records = [
    { line: 1, content: { id: 'movie-1', kind: 'movie', details } },
    { line: 2, content: { id: 'tv-1396', kind: 'tv', details: series } },
  ];
  const page = normalisePageOf('tmdb', { fetched_at: FETCHED_AT, records, rejects: [] });
  expect(page.records.map((record) => record.id)).toEqual(['tv-1396']);
  expect(page.rejects).toEqual([{ line: 1, id: 'movie-1', reason: expect.stringMatching(/^details/) }]);
});

test.skipIf(data === undefined)('every real answer in BENCH_DATA becomes a record', () => {
  const file = join(data ?? '', 'provider-samples', 'tmdb-v3-movie-details.json');
  const Answer = z.looseObject({ id: z.int(), genres: z.array(z.unknown()), release_date: z.string() });
  const answers = z.array(Answer).parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) {
    const { id, facts } = normalised('movie', answer);
    expect(id).toBe(`movie-${answer.id}`);
    expect(facts.release_date ?? '', id).toBe(answer.release_date);
    expect(facts.year !== undefined, id).toBe(answer.release_date !== '');
    expect(facts.genres?.length, id).toBe(answer.genres.length);
    expect(facts.external_ids?.imdb, id).toMatch(/^tt\d+$/);
  }
});
