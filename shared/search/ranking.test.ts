import fc from 'fast-check';
import { expect, it } from 'vitest';
import { titleIdFrom } from '../title/title-id.js';
import { candidatesFor, MAX_RANKED, rank } from './ranking.js';
import type { Wanted } from './wanted.js';

const FULL = candidatesFor.description;
const id = (n: number) => titleIdFrom('test', String(n));
const list = fc
  .uniqueArray(
    fc.record({ n: fc.integer({ min: 0, max: 500 }), score: fc.double({ min: 0, max: 50, noNaN: true }) }),
    { selector: ({ n }) => n, maxLength: FULL },
  )
  .map((entries) => entries.sort((a, b) => b.score - a.score).map(({ n, score }) => ({ id: id(n), score })));

const wanted: Wanted = {
  kind: 'description',
  text: 'a heist inside dreams',
  words: new Uint32Array(4),
  unwanted: [],
  named: new Map(),
  people: [],
  labels: [],
  years: undefined,
  like: [],
  alike: new Map(),
};

it('ranks every candidate once, invents none and gives finite falling scores', () => {
  fc.assert(
    fc.property(list, list, list, (text, facts, keywords) => {
      const among = [id(1), id(600)];
      const { ids, scores } = rank({ text, facts, keywords, among }, wanted, undefined);
      const all = new Set([...among, ...[...text, ...facts, ...keywords].map((hit) => hit.id)]);
      expect(new Set(ids)).toEqual(ids.length === MAX_RANKED ? new Set(ids) : all);
      expect(ids).toHaveLength(Math.min(MAX_RANKED, all.size));
      expect(scores.every(Number.isFinite)).toBe(true);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }),
  );
});

it('counts a title that a full list lacks as the last of that list', () => {
  const full = Array.from({ length: FULL }, (_, n) => ({ id: id(n), score: 1 - n / 1_000 }));
  const last = full.at(-1)?.score ?? 0;
  const { ids, scores } = rank({ text: full, facts: [], keywords: [], among: [id(999)] }, wanted, undefined);
  expect(scores[ids.indexOf(id(999))]).toBeCloseTo(scores[ids.indexOf(id(FULL - 1))] ?? 0);
  expect(last).toBeGreaterThan(0);
});

it('puts first what both lists put first', () => {
  const lists = [3, 1, 2].map((n, place) => ({ id: id(n), score: 10 - place * 3 }));
  expect(rank({ text: lists, facts: [], keywords: lists, among: [] }, wanted, undefined).ids[0]).toBe(id(3));
  expect(rank({ text: [], facts: [], keywords: [], among: [] }, wanted, undefined).ids).toEqual([]);
});
