import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bitmap } from './bitmap.js';
import { Cells } from './cells.js';
import { CodePages } from './code-pages.js';
import { TopK } from './top-k.js';

const precedes = (row: number, other: number) => row < other;
const dimension = 70;
const row = fc.nat(300);
const vector = fc
  .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: dimension, maxLength: dimension })
  .map((values) => Float32Array.from(values));

test('codes score as the vectors do, within their rounding, whatever was removed before', () => {
  fc.assert(
    fc.property(
      fc.array(vector, { maxLength: 50 }),
      fc.array(fc.nat(49)),
      vector,
      (stored, removed, query) => {
        const pages = new CodePages(dimension);
        const list = { pages: [], length: 0 };
        const places = stored.map((value, at) => pages.append(list, at, value));
        const left = new Set(stored.keys());
        for (const at of removed) {
          if (!left.delete(at)) continue;
          const place = places[at] ?? 0;
          places[pages.remove(list, place)] = place;
        }
        const top = new TopK(50, precedes);
        pages.aim(query);
        pages.scan(list, top);
        const found = new Map(top.ranked().map((hit) => [hit.row, hit.score]));
        expect(new Set(found.keys())).toEqual(left);
        for (const at of left) {
          const value = stored[at] ?? new Float32Array();
          const truth = value.reduce((sum, x, i) => sum + x * (query[i] ?? 0), 0);
          const most = dimension * (0.5 / 127 + 1e-4);
          expect(Math.abs((found.get(at) ?? Number.NaN) - truth)).toBeLessThanOrEqual(most);
          expect(pages.score(places[at] ?? 0)).toBe(found.get(at));
        }
      },
    ),
  );
});

const centres = Float32Array.from({ length: 8 * dimension }, (_, i) => Math.sin(i * i));
const writes = fc.array(fc.tuple(row, fc.option(vector)), { minLength: 1, maxLength: 120 });

test('after writes of every kind, cells find what cells filled anew find', () => {
  fc.assert(
    fc.property(
      writes,
      vector,
      fc.integer({ min: 1, max: 40 }),
      fc.nat(100),
      (written, query, limit, effort) => {
        const cells = new Cells(centres, dimension);
        const truth = new Map<number, Float32Array>();
        for (const [at, value] of written) {
          if (value) {
            cells.set(at, value);
            truth.set(at, value);
          } else {
            cells.delete(at);
            truth.delete(at);
          }
        }
        const anew = new Cells(centres, dimension);
        for (const [at, value] of truth) anew.set(at, value);
        const probe = { rows: Bitmap.of(truth.keys()), limit, effort, precedes };
        expect(cells.search(query, probe).ranked()).toEqual(anew.search(query, probe).ranked());
      },
    ),
  );
});

test('only rows asked for are found, and as many as the limit where there are so many', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(row, vector), { selector: ([at]) => at, maxLength: 120 }),
      fc.uniqueArray(row),
      vector,
      fc.integer({ min: 1, max: 40 }),
      fc.nat(30),
      (stored, asked, query, limit, effort) => {
        const cells = new Cells(centres, dimension);
        for (const [at, value] of stored) cells.set(at, value);
        const rows = Bitmap.of(stored.map(([at]) => at)).and(Bitmap.of(asked));
        const hits = cells.search(query, { rows, limit, effort, precedes }).ranked();
        expect(hits.every((hit) => rows.has(hit.row))).toBe(true);
        expect(new Set(hits.map((hit) => hit.row)).size).toBe(Math.min(limit, rows.count()));
      },
    ),
  );
});

test('the best are found too where vectors have few components, of which signs tell nothing', () => {
  const size = 256;
  const few = (seed: number, components: number) => {
    const vector = new Float32Array(size);
    for (let i = 0; i < components; i++) vector[(seed * 31 + i * i * 17) % size] = Math.sin(seed + i) || 1;
    return vector;
  };
  const cells = new Cells(new Float32Array(size).fill(1 / 16), size);
  const stored = Array.from({ length: 4_000 }, (_, at) => few(at, 40));
  for (const [at, value] of stored.entries()) cells.set(at, value);
  const rows = Bitmap.of(stored.keys());
  let found = 0;
  for (let seed = 0; seed < 20; seed++) {
    const query = few(seed + 5_000, 8);
    const scores = stored.map((value) => value.reduce((sum, x, i) => sum + x * (query[i] ?? 0), 0));
    const tenth = scores.toSorted((a, b) => b - a)[9] ?? 0;
    const hits = cells.search(query, { rows, limit: 20, effort: 200, precedes }).ranked();
    found += Math.min(10, hits.filter((hit) => (scores[hit.row] ?? 0) >= tenth).length);
  }
  expect(found).toBeGreaterThanOrEqual(194);
});
