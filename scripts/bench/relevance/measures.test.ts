import { expect, it } from 'vitest';
import { differenceInterval, mean, measuresOf } from './measures.js';

it('measures where the wanted title is', () => {
  expect(measuresOf(['a', 'b'], 'a')).toEqual({ hit1: 1, recall10: 1, mrr10: 1, ndcg10: 1 });
  expect(measuresOf(['b', 'c', 'a'], 'a')).toEqual({ hit1: 0, recall10: 1, mrr10: 1 / 3, ndcg10: 0.5 });
  expect(measuresOf(['b'], 'a').recall10).toBe(0);
  const eleven = Array.from({ length: 11 }, (_, i) => String(i));
  expect(measuresOf(eleven, '10').recall10).toBe(0);
});

it('tells a difference from none', () => {
  const theirs = Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const ours = theirs.map((value, i) => (i % 5 === 0 ? 1 : value));
  const [low, high] = differenceInterval(ours, theirs);
  expect(low).toBeGreaterThan(0);
  expect(high).toBeLessThan(0.2);
  expect(mean(ours)).toBeCloseTo(0.2);
  expect(differenceInterval(theirs, theirs)).toEqual([0, 0]);
});
