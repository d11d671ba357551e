import fc from 'fast-check';
import { expect, it } from 'vitest';
import { titleIdFrom } from '../title/title-id.js';
import { fuse, MAX_RANKED } from './ranking.js';

const id = (n: number) => titleIdFrom('test', String(n));
const list = fc
  .uniqueArray(
    fc.record({ n: fc.integer({ min: 0, max: 500 }), score: fc.double({ min: 0, max: 50, noNaN: true }) }),
    { selector: ({ n }) => n },
  )
  .map((entries) => entries.sort((a, b) => b.score - a.score).map(({ n, score }) => ({ id: id(n), score })));

it('ranks every candidate once, invents none and gives finite falling scores', () => {
  fc.assert(
    fc.property(list, list, list, (text, facts, keywords) => {
      const { ids, scores } = fuse({ text, facts, keywords });
      const all = new Set([...text, ...facts, ...keywords].map((hit) => hit.id));
      expect(new Set(ids)).toEqual(ids.length === MAX_RANKED ? new Set(ids) : all);
      expect(ids).toHaveLength(Math.min(MAX_RANKED, all.size));
      expect(scores.every(Number.isFinite)).toBe(true);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }),
  );
});

it('counts a title that a list lacks as the last of that list', () => {
  const hits = (...entries: [number, number][]) => entries.map(([n, score]) => ({ id: id(n), score }));
  const text = hits([1, 10], [2, 9], [3, 1]);
  const keywords = hits([4, 10], [2, 1], [5, 0]);
  const { ids } = fuse({ text, facts: [], keywords });
  expect(ids.slice(0, 3)).toEqual([id(1), id(2), id(4)]);
});

it('puts first what both lists put first', () => {
  const lists = [3, 1, 2].map((n, place) => ({ id: id(n), score: 10 - place * 3 }));
  expect(fuse({ text: lists, facts: [], keywords: lists }).ids[0]).toBe(id(3));
  expect(fuse({ text: [], facts: [], keywords: [] }).ids).toEqual([]);
});
