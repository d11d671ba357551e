import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Offer, VideoQuality } from '../../shared/availability/offer.js';
import { matches } from '../../shared/search/matches.js';
import type { TitleFilter } from '../../shared/search/title-filter.js';
import type { Facets, TitleIndex } from '../../shared/search/title-index.js';
import { certificationOf, certifications } from '../../shared/title/certifications.js';
import { type Title, titleTypes } from '../../shared/title/title.js';
import { filteredFields, titleFilter, values } from './filter-arbitraries.js';
import { offerOf, titleOf } from './fixtures.js';
import { pointOf } from './title-index.contract.js';

const CATALOGUE_SIZE = 60;
const likeAll = Float32Array.of(1, 0, 0, 0);

const catalogue = fc
  .array(filteredFields, { minLength: CATALOGUE_SIZE, maxLength: CATALOGUE_SIZE })
  .map((given) =>
    given.map((fields, i) => titleOf(`title ${i}`, { ...fields, popularity_score: i / CATALOGUE_SIZE })),
  );

/** The counts by the letter: try every value. Fewer than twenty of each are in the catalogue. */
function bruteForce(titles: readonly Title[], filter: TitleFilter): Facets {
  const count = (
    values: readonly string[],
    without: TitleFilter,
    has: (title: Title, value: string) => boolean,
  ) =>
    values
      .map((value) => ({
        value,
        count: titles.filter((title) => matches(title, without) && has(title, value)).length,
      }))
      .filter((one) => one.count > 0)
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const decade = ({ year }: Title) => (year === null ? '' : `${String(year).slice(0, 3)}0s`);
  return {
    genres: count(values.genres, { ...filter, genres: undefined }, ({ genres }, genre) =>
      genres.includes(genre),
    ),
    type: count(titleTypes, { ...filter, types: undefined }, ({ type }, one) => type === one),
    decades: count(
      ['1980s', '1990s', '2000s'],
      { ...filter, year_from: undefined, year_to: undefined },
      (title, one) => decade(title) === one,
    ),
    languages: count(
      values.languages,
      { ...filter, languages: undefined },
      ({ language }, one) => language === one,
    ),
    ratings: count(
      certifications,
      { ...filter, max_certification: undefined },
      ({ certification }, one) => certificationOf(certification) === one,
    ),
    platforms: count(values.platforms, { ...filter, platforms: undefined }, (title, one) =>
      matches(title, { ...filter, platforms: [one] }),
    ),
  };
}

/** That every TitleIndex answers just the titles that satisfy a filter. */
export function titleFilterContract(open: () => TitleIndex): void {
  let index: TitleIndex;
  beforeEach(() => {
    index = open();
  });

  const fill = async (titles: readonly Title[]) => {
    await index.prepare({ text: 4, facts: 2 });
    await index.put(titles.map((title) => pointOf(title.title, title)));
  };

  describe('filters', () => {
    it('let every title pass that matches, and no other', async () => {
      const [titles] = fc.sample(catalogue, { numRuns: 1, seed: 20261121 });
      await fill(titles ?? []);
      let passed = 0;
      await fc.assert(
        fc.asyncProperty(titleFilter, async (filter) => {
          const expected = (titles ?? []).filter((title) => matches(title, filter)).map(({ id }) => id);
          const listed = await index.list(filter, 'popular', CATALOGUE_SIZE);
          const query = {
            text: likeAll,
            facts: undefined,
            keywords: undefined,
            filter,
            limit: CATALOGUE_SIZE,
          };
          const { text } = await index.search(query);
          expect(listed.map(({ title }) => title.id).sort()).toEqual([...expected].sort());
          expect(text.map(({ id }) => id).sort()).toEqual([...expected].sort());
          passed += expected.length;
        }),
        { numRuns: 120 },
      );
      // Filters that hardly let anything pass would prove little.
      expect(passed).toBeGreaterThan(CATALOGUE_SIZE);
    });

    it('count for each facet what each of its values would list, and count everything that matches', async () => {
      const [titles = []] = fc.sample(catalogue, { numRuns: 1, seed: 4 });
      await fill(titles);
      await fc.assert(
        fc.asyncProperty(titleFilter, async (filter) => {
          const counted = await index.facets(filter);
          expect(counted).toEqual(bruteForce(titles, filter));
          expect(await index.count(filter)).toBe(titles.filter((title) => matches(title, filter)).length);
        }),
        { numRuns: 60 },
      );
    });

    const offers: [TitleFilter, string[]][] = [
      [{ region: 'US', price: { amount: 4, currency: 'USD' }, quality: ['UHD'] }, ['both in one']],
      [{ region: 'US', price: { amount: 4, currency: 'USD' } }, ['both in one', 'each in another', 'free']],
      [{ quality: ['UHD'] }, ['both in one', 'each in another']],
      [{ quality: ['UHD'], platforms: ['hulu'] }, ['each in another']],
      [{ price: { amount: 4, currency: 'EUR' } }, ['free']],
    ];
    it.each(offers)('ask of one offer what they ask of offers: %j', async (filter, expected) => {
      const rented = (platform: string, amount: number, quality: VideoQuality): Offer => ({
        ...offerOf('US', platform, 'rental'),
        price: { amount, currency: 'USD' },
        video_quality: [quality],
      });
      await fill([
        titleOf('both in one', { availability: [rented('netflix', 3.99, 'UHD')] }),
        titleOf('each in another', {
          availability: [rented('netflix', 3.99, 'HD'), rented('hulu', 9.99, 'UHD')],
        }),
        titleOf('free', { availability: [offerOf('US', 'hulu', 'free')] }),
        titleOf('nowhere'),
      ]);
      const listed = await index.list(filter, 'popular', 10);
      expect(listed.map(({ title }) => title.title).sort()).toEqual(expected);
    });
  });
}
