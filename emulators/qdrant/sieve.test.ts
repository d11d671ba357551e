import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bitmap } from './bitmap.js';
import { CodePages } from './code-pages.js';
import { Sieve } from './sieve.js';

test('those that differ least are kept, and all that differ as much as the last of them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(40), { maxLength: 3_000 }),
      fc.integer({ min: 1, max: 100 }),
      (all, count) => {
        const sieve = new Sieve();
        for (const [place, difference] of all.entries()) sieve.add(place, difference);
        const kept: number[] = [];
        sieve.nearest(count, (place) => kept.push(place));
        const most = all.toSorted((a, b) => a - b)[Math.min(count, all.length) - 1] ?? -1;
        expect(kept).toEqual([...all.keys()].filter((place) => (all[place] ?? 0) <= most));
      },
    ),
    { numRuns: 40 },
  );
});

test('vectors differ in as many signs as counting them one by one says, also after others were removed', () => {
  const dimension = 300;
  const signs = fc.array(fc.boolean(), { minLength: dimension, maxLength: dimension });
  const vectorOf = (positive: boolean[]) => Float32Array.from(positive, (is) => (is ? 0.3 : -0.2));
  fc.assert(
    fc.property(
      fc.array(signs, { minLength: 1, maxLength: 40 }),
      signs,
      fc.nat(39),
      (stored, query, gone) => {
        const pages = new CodePages(dimension);
        const list = { pages: [], length: 0 };
        const places = stored.map((positive, row) => pages.append(list, row, vectorOf(positive)));
        const removed = gone % stored.length;
        pages.remove(list, places[removed] ?? 0);
        const found = new Map<number, number>();
        const rows = Bitmap.of(stored.keys());
        pages.aim(vectorOf(query));
        pages.sift(list, { add: (place, difference) => found.set(pages.rowAt(place), difference) }, rows);
        const expected = new Map(stored.map((s, row) => [row, s.filter((is, i) => is !== query[i]).length]));
        expected.delete(removed);
        expect(found).toEqual(expected);
      },
    ),
  );
});
