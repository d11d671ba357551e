import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bitmap } from './bitmap.js';
import { DenseVectors, type Distance } from './dense-vectors.js';
import { MatrixProduct } from './matrix-product.js';
import type { SparseVector } from './postings.js';
import { RowSet } from './row-set.js';
import { SparseVectors } from './sparse-vectors.js';

const precedes = (row: number, other: number) => row < other;
const row = fc.nat(60);
const rows = fc.uniqueArray(row, { maxLength: 40 });

describe('rows', () => {
  test('a bitmap is a set of rows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(700)), fc.array(fc.nat(700)), (a, b) => {
        const [setA, setB] = [new Set(a), new Set(b)];
        const sorted = (set: Iterable<number>) => [...set].sort((x, y) => x - y);
        const bitmap = () => Bitmap.of(a);
        expect(bitmap().rows()).toEqual(sorted(setA));
        expect(bitmap().count()).toBe(setA.size);
        expect(bitmap().and(Bitmap.of(b)).rows()).toEqual(sorted([...setA].filter((x) => setB.has(x))));
        expect(bitmap().or(Bitmap.of(b)).rows()).toEqual(sorted(new Set([...a, ...b])));
        expect(bitmap().andNot(Bitmap.of(b)).rows()).toEqual(sorted([...setA].filter((x) => !setB.has(x))));
        expect(bitmap().overlap(Bitmap.of(b))).toBe([...setA].filter((x) => setB.has(x)).length);
      }),
    );
  });

  test('a row set stays the same set when it grows into a bitmap', () => {
    const set = new RowSet();
    for (let i = 3_000; i > 0; i--) set.add(i * 2);
    set.add(6_000);
    for (let i = 1; i <= 3_000; i += 2) set.delete(i * 2);
    const found = new Bitmap();
    set.addTo(found);
    expect(set.size).toBe(1_500);
    expect(found.rows()).toEqual(Array.from({ length: 1_500 }, (_, i) => (i + 1) * 4));
    expect(set.overlap(Bitmap.of([4, 6, 8]))).toBe(2);
  });
});

describe('dense', () => {
  let product: MatrixProduct;
  beforeAll(async () => {
    product = await MatrixProduct.create();
  });
  afterAll(() => product.release());

  const dimension = 5;
  const vector = fc
    .array(fc.integer({ min: -8, max: 8 }), { minLength: dimension, maxLength: dimension })
    .map((values) => Float32Array.from(values));
  const score: Record<Distance, (a: number[], b: number[]) => number> = {
    Dot: dot,
    Cosine: (a, b) => dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1),
    Euclid: (a, b) => Math.hypot(...a.map((x, i) => x - (b[i] ?? 0))),
    Manhattan: (a, b) => a.reduce((sum, x, i) => sum + Math.abs(x - (b[i] ?? 0)), 0),
  };

  test.each(['Cosine', 'Dot', 'Euclid', 'Manhattan'] as const)(
    '%s: the best of the rows asked for, as a look at each would find them',
    async (distance) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(row, vector), { maxLength: 60 }),
          rows,
          fc.option(rows),
          vector,
          fc.integer({ min: 1, max: 10 }),
          async (stored, deleted, only, query, limit) => {
            const vectors = new DenseVectors(dimension, distance, product);
            const truth = new Map<number, number[]>();
            for (const [at, value] of stored) {
              vectors.set(at, vectors.prepare(value));
              truth.set(at, [...value]);
            }
            for (const at of deleted) {
              vectors.delete(at);
              truth.delete(at);
            }
            const asked = Bitmap.of(only ?? Array.from({ length: 61 }, (_, i) => i));
            const hits = await vectors.search(vectors.prepare(query), { rows: asked, limit, precedes });
            const isDistance = distance === 'Euclid' || distance === 'Manhattan';
            const expected = [...truth]
              .filter(([at]) => asked.has(at))
              .map(([, value]) => score[distance]([...query], value))
              .sort((a, b) => (isDistance ? a - b : b - a))
              .slice(0, limit);
            expect(hits.length).toBe(expected.length);
            for (const [i, hit] of hits.entries()) {
              expect(hit.score).toBeCloseTo(expected[i] ?? Number.NaN, 4);
              expect(hit.score).toBeCloseTo(score[distance]([...query], truth.get(hit.row) ?? []), 4);
            }
            expect(new Set(hits.map((hit) => hit.row)).size).toBe(hits.length);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  test('rows beyond the first block are found, and a threshold is not met by itself', async () => {
    const vectors = new DenseVectors(2, 'Dot', product);
    for (const at of [0, 8_191, 8_192, 20_000]) vectors.set(at, Float32Array.of(at, 1));
    const search = { rows: Bitmap.of([0, 8_191, 8_192, 20_000]), limit: 10, precedes };
    const all = await vectors.search(Float32Array.of(1, 0), search);
    expect(all.map((hit) => hit.row)).toEqual([20_000, 8_192, 8_191, 0]);
    const some = await vectors.search(Float32Array.of(1, 0), { ...search, threshold: 8_191 });
    expect(some.map((hit) => hit.row)).toEqual([20_000, 8_192]);
  });

  test('a block multiplied whole gives what single rows give', async () => {
    const vectors = new DenseVectors(2, 'Dot', product);
    for (let at = 0; at < 9_000; at++) vectors.set(at, Float32Array.of(Math.sin(at), Math.cos(at * 2)));
    const rowsOf = (share: number) => Bitmap.of(Array.from({ length: 9_000 / share }, (_, i) => i * share));
    const query = Float32Array.of(0.3, 0.7);
    const whole = await vectors.search(query, { rows: rowsOf(1), limit: 9_000, precedes });
    const single = await vectors.search(query, { rows: rowsOf(9), limit: 1_000, precedes });
    expect(single).toEqual(whole.filter((hit) => hit.row % 9 === 0));
  });
});

describe('sparse', () => {
  const weights = fc.uniqueArray(fc.tuple(fc.nat(12), fc.integer({ min: -4, max: 4 })), {
    selector: ([term]) => term,
    maxLength: 8,
  });

  test.each([true, false])(
    'with idf %s: what a look at each vector finds, after writes of every kind',
    (idf) => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(row, weights), { maxLength: 80 }),
          rows,
          fc.option(rows),
          weights,
          (stored, deleted, only, query) => {
            const vectors = new SparseVectors(idf);
            const truth = new Map<number, Map<number, number>>();
            for (const [at, value] of stored) {
              const previous = truth.get(at);
              vectors.set(at, sparse(value), previous && sparse([...previous]));
              truth.set(at, new Map(value));
            }
            for (const at of deleted) {
              const previous = truth.get(at);
              if (previous) vectors.delete(at, sparse([...previous]));
              truth.delete(at);
            }
            const weigh = (term: number) => {
              if (!idf) return 1;
              const frequency = [...truth.values()].filter((terms) => terms.has(term)).length;
              return Math.log((truth.size - frequency + 0.5) / (frequency + 0.5) + 1);
            };
            const asked = only ? Bitmap.of(only) : Bitmap.of(truth.keys());
            const expected = new Map(
              [...truth]
                .filter(([at, terms]) => asked.has(at) && query.some(([term]) => terms.has(term)))
                .map(([at, terms]) => [
                  at,
                  query.reduce(
                    (sum, [term, weight]) => sum + weigh(term) * weight * (terms.get(term) ?? 0),
                    0,
                  ),
                ]),
            );
            const hits = vectors.search(sparse(query), { rows: asked, limit: 100, precedes });
            expect(new Set(hits.map((hit) => hit.row))).toEqual(new Set(expected.keys()));
            for (const [i, hit] of hits.entries()) {
              expect(hit.score).toBeCloseTo(expected.get(hit.row) ?? Number.NaN, 3);
              expect(hit.score).toBeLessThanOrEqual(hits[i - 1]?.score ?? Number.POSITIVE_INFINITY);
            }
          },
        ),
      );
    },
  );

  test('sweeping out what was deleted changes no answer', () => {
    const vectors = new SparseVectors(true);
    const vectorOf = (at: number, round: number) =>
      sparse([
        [at % 7, 1 + round],
        [100 + at, 1],
      ]);
    const search = { rows: Bitmap.of(Array.from({ length: 300 }, (_, i) => i)), limit: 300, precedes };
    for (let at = 0; at < 300; at++) vectors.set(at, vectorOf(at, 0));
    const query = sparse([
      [3, 1],
      [105, 2],
    ]);
    const before = vectors.search(query, search);
    for (let round = 1; round <= 20; round++) {
      for (let at = 0; at < 300; at++) vectors.set(at, vectorOf(at, round), vectorOf(at, round - 1));
    }
    for (let at = 0; at < 300; at++) vectors.set(at, vectorOf(at, 0), vectorOf(at, 20));
    expect(vectors.search(query, search)).toEqual(before);
    expect(before.length).toBe(44);
  });
});

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
}

function sparse(weights: [number, number][]): SparseVector {
  return {
    indices: Uint32Array.from(weights, ([term]) => term),
    values: Float32Array.from(weights, ([, weight]) => weight),
  };
}
