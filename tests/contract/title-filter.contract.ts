import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Offer, VideoQuality } from '../../shared/availability/offer.js';
import { matches } from '../../shared/search/matches.js';
import type { TitleFilter } from '../../shared/search/title-filter.js';
import type { TitleIndex } from '../../shared/search/title-index.js';
import type { Title } from '../../shared/title/title.js';
import { filteredFields, titleFilter } from './filter-arbitraries.js';
import { offerOf, titleOf } from './fixtures.js';
import { pointOf } from './title-index.contract.js';

const CATALOGUE_SIZE = 60;
const likeAll = Float32Array.of(1, 0, 0, 0);

const catalogue = fc
  .array(filteredFields, { minLength: CATALOGUE_SIZE, maxLength: CATALOGUE_SIZE })
  .map((given) =>
    given.map((fields, i) => titleOf(`title ${i}`, { ...fields, popularity_score: i / CATALOGUE_SIZE })),
  );

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
