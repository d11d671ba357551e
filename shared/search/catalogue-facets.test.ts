import { beforeEach, expect, it } from 'vitest';
import { Unavailable } from '../problem/problem.js';
import { keptFacets } from './catalogue-facets.js';
import type { Facets } from './title-index.js';

const empty: Facets = { genres: [], platforms: [], type: [], decades: [], languages: [], ratings: [] };
let generation: number | undefined;
let now: number;
let counts: number;
let fails: boolean;

beforeEach(() => {
  [generation, now, counts, fails] = [1, 1_000, 0, false];
});

function open() {
  const titleIndex = {
    async facets(): Promise<Facets> {
      if (fails) throw new Unavailable('qdrant');
      return { ...empty, type: [{ value: 'movie', count: ++counts }] };
    },
  };
  const cacheGeneration = {
    async current() {
      if (generation === undefined) throw new Unavailable('upstash');
      return generation;
    },
  };
  return keptFacets(titleIndex, cacheGeneration, { now: () => now });
}

it('counts each filter once while no title changes', async () => {
  const facets = open();
  await Promise.all([facets.count({}), facets.count({})]);
  await facets.count({ genres: ['drama'] });
  now += 5_000;
  expect((await facets.count({})).type).toEqual([{ value: 'movie', count: 1 }]);
  expect(counts).toBe(2);
});

it('counts again within a second after a title has changed', async () => {
  const facets = open();
  await facets.count({});
  generation = 2;
  now += 999;
  await facets.count({});
  expect(counts).toBe(1);
  now += 1;
  await facets.count({});
  expect(counts).toBe(2);
});

it('keeps nothing while it cannot know whether titles change', async () => {
  const facets = open();
  await facets.count({});
  generation = undefined;
  now += 1_000;
  await facets.count({});
  await facets.count({});
  expect(counts).toBe(3);
});

it('does not keep a failure', async () => {
  const facets = open();
  fails = true;
  await expect(facets.count({})).rejects.toThrow(Unavailable);
  fails = false;
  await facets.count({});
  expect(counts).toBe(1);
});

it('does not grow without bounds', async () => {
  const facets = open();
  for (let year = 0; year <= 500; year++) await facets.count({ year_from: year });
  await facets.count({ year_from: 500 });
  expect(counts).toBe(501);
  await facets.count({ year_from: 0 });
  expect(counts).toBe(502);
});
