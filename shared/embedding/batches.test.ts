import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchesByLength } from './batches.js';

const sentencesOf = (lengths: readonly number[]) =>
  lengths.map((length, index) => ({ index, tokens: new Array<number>(length).fill(7) }));

it('puts sentences of like length together within the budget', () => {
  const batches = batchesByLength(sentencesOf([5, 1, 5, 1, 9]), 10);
  expect(batches.map((batch) => batch.map(({ index }) => index))).toEqual([[1, 3], [0, 2], [4]]);
  expect(batchesByLength([], 10)).toEqual([]);
});

it('loses and doubles nothing, and overruns its budget only for a sentence alone', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 128 }), { maxLength: 60 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 600 }), (all, budget) => {
      const batches = batchesByLength(sentencesOf(all), budget);
      const members = batches.flat().map(({ index }) => index);
      expect(members.sort((a, b) => a - b)).toEqual(all.map((_, index) => index));
      for (const batch of batches) {
        const cost = batch.length * Math.max(...batch.map(({ tokens }) => tokens.length));
        expect(batch.length === 1 || cost <= budget).toBe(true);
      }
    }),
  );
});
