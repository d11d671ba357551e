import { expect, it } from 'vitest';
import { diversified, genreShares, miscalibration } from './diversity.js';

const ranked = [9, 8.9, 8.8, 5, 1].map((score, title) => ({ score, title }));
/** 0, 1 and 2 are alike. */
const similarity = (a: number, b: number) => (a < 3 && b < 3 ? 1 : 0);
const titlesOf = (lambda: number, shownBefore = new Set<number>()) =>
  diversified(ranked, { k: 3, lambda, similarity, shownBefore }).map(({ title }) => title);

it('keeps the order where only scores count, and mixes where difference counts too', () => {
  expect(titlesOf(1)).toEqual([0, 1, 2]);
  expect(titlesOf(0.6)).toEqual([0, 3, 1]);
});

it('lets others go first that were not in the last list', () => {
  expect(titlesOf(1, new Set([0]))).toEqual([1, 2, 0]);
});

it('invents nothing and repeats nothing', () => {
  const all = diversified(ranked, { k: 10, lambda: 0.7, similarity });
  expect(all.map(({ title }) => title).sort()).toEqual([0, 1, 2, 3, 4]);
  expect(diversified([], { k: 3, lambda: 0.7, similarity })).toEqual([]);
});

it('measures how far a list is from a taste', () => {
  const taste = genreShares([['drama'], ['drama'], ['comedy'], []]);
  expect(taste.get('drama')).toBeCloseTo(2 / 3);
  const close = miscalibration(taste, [['drama'], ['drama'], ['comedy']]);
  expect(close).toBeCloseTo(0);
  expect(miscalibration(taste, [['horror'], ['comedy']])).toBeGreaterThan(close + 1);
});
