import { expect, it } from 'vitest';
import { titleOf } from '../../tests/contract/fixtures.js';
import { Unavailable } from '../problem/problem.js';
import { popularRank, trendingRank } from '../search/index-fields.js';
import { byViews, popularRankOf, trendingRankOf } from './viewed-titles.js';
import type { ViewCounts } from './views.js';

const NOW = Date.parse('2026-11-21T18:00:00Z');
const old = titleOf('Old', { year: 1950, popularity_score: 0.4 });
const fresh = titleOf('Fresh', { release_date: '2026-11-01', year: 2026, popularity_score: 0.9 });

it('ranks a title that nobody views as the index does', () => {
  for (const title of [old, fresh]) {
    expect(trendingRankOf(title, 0, NOW)).toBeCloseTo(trendingRank(title), 9);
    expect(popularRankOf(title, 0)).toBe(popularRank(title));
  }
});

it('raises a title with each view', () => {
  const ranks = [0, 1, 5, 30].map((views) => trendingRankOf(old, views, NOW));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(ranks[1]).toBeLessThan(trendingRankOf(fresh, 0, NOW));
  expect(ranks[3]).toBeGreaterThan(trendingRankOf(fresh, 0, NOW));
  const known = [0, 100, 40_000, 10 ** 9].map((views) => popularRankOf(old, views));
  expect(known).toEqual(known.toSorted((a, b) => a - b));
  expect(known.at(-1)).toBeLessThan(1.001);
});

it('lists by the index alone while the views cannot be read, and hides no other fault', async () => {
  const listed = [{ title: old, rank: 1 }];
  const ports = (error: Error) => ({
    clock: { now: () => NOW },
    log: () => undefined,
    titleIndex: { list: async () => listed, titles: async () => [] },
    viewCounts: { most: () => Promise.reject(error) } as unknown as ViewCounts,
  });
  const ranking = await byViews('trending', undefined, ports(new Unavailable('upstash')));
  expect(await ranking.list({}, 'trending', 10)).toEqual(listed);
  await expect(byViews('trending', undefined, ports(new Error('broken')))).rejects.toThrow('broken');
});
