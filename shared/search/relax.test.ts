import { expect, it } from 'vitest';
import { finishAnswer } from './finish-answer.js';
import { relaxations } from './relax.js';
import type { TitleFilter } from './title-filter.js';

/** An index that counts a hundred titles less for each part of a filter, but none while two of them are asked. */
const counts = (impossible: readonly (keyof TitleFilter)[]) => ({
  count: async (filter: TitleFilter) =>
    impossible.every((part) => filter[part] !== undefined)
      ? 0
      : 1_000 -
        100 * Object.values(filter).filter((value) => value !== undefined).length -
        (filter.year_to ?? 0),
});

it('names each parameter without which there is something, the most titles first', async () => {
  const filter: TitleFilter = { year_to: 7, price: { amount: 0, currency: 'USD' }, genres: ['war'] };
  expect(await relaxations(counts(['year_to', 'price']), filter)).toEqual([
    { parameter: 'year_to', count: 800 },
    { parameter: 'max_price', count: 793 },
  ]);
  expect(await relaxations(counts([]), {})).toEqual([]);
});

it('is asked only where nothing was found', async () => {
  const facets = { genres: [], platforms: [], type: [], decades: [], languages: [], ratings: [] };
  const pagination = { limit: 20, has_more: false, next_cursor: null };
  const query = { text: '', intent: 'browse' as const, slots: [], rest: '', filters: {} };
  const empty = { data: [], pagination, query, facets };
  const asked = { filter: { genres: ['war'] }, shown: {} };
  const finished = await finishAnswer(empty, asked, counts(['genres']));
  expect(finished.query.relax).toEqual([{ parameter: 'genres', count: 1_000 }]);
});
