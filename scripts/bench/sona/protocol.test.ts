import { expect, it } from 'vitest';
import { chanceFrom } from '../../../shared/sona/chance.js';
import { WindowedMarkov } from './baselines.js';
import { hitRate, leaveLastOut, liftOf, ndcg, type Outcome, prequential, rankOf } from './protocol.js';

const outcome = (ranks: number[]): Outcome => ({ ranks, viewers: ranks.map((_, i) => i), scoringMs: [] });

it('counts ties against the recommender, and leaves out what was had', () => {
  const scores = [3, 2, 2, 0];
  expect(rankOf(scores, 1, () => true)).toBe(2);
  expect(rankOf(scores, 1, (title) => title !== 0)).toBe(1);
  expect(rankOf(scores, 3, () => true)).toBe(Number.POSITIVE_INFINITY);
});

it('measures the first ten', () => {
  const ranks = outcome([0, 9, 10, Number.POSITIVE_INFINITY]);
  expect(hitRate(ranks)).toBe(0.5);
  expect(ndcg(ranks)).toBeCloseTo((1 + 1 / Math.log2(11)) / 4);
});

it('reveals an event only after it was asked for', async () => {
  const events = [0, 1, 2].map((title) => ({ viewer: 0, title, rating: 4, at: title }));
  const again = events.map((event) => ({ ...event, viewer: 1, at: event.at + 10 }));
  const stream = await prequential(new WindowedMarkov(3), events, again);
  expect(stream.ranks).toEqual([Number.POSITIVE_INFINITY, 0, 0]);
  const last = await leaveLastOut(new WindowedMarkov(3), [...events, ...again]);
  expect(last.ranks).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

it('tells a lift that viewers share from one that a single viewer brought', () => {
  const base = outcome(Array.from({ length: 40 }, (_, i) => (i % 2 ? 0 : 50)));
  const better = outcome(Array.from({ length: 40 }, (_, i) => (i % 4 ? 0 : 50)));
  const { lift, low } = liftOf(better, base, chanceFrom(1));
  expect(lift).toBeCloseTo(0.5);
  expect(low).toBeGreaterThan(0);
  const one = outcome(base.ranks.map((rank, i) => (i === 0 ? 0 : rank)));
  expect(liftOf(one, base, chanceFrom(1)).low).toBeLessThanOrEqual(0);
});
