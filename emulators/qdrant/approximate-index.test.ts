import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bitmap } from './bitmap.js';
import { DenseVectors } from './dense-vectors.js';
import { MatrixProduct } from './matrix-product.js';

const precedes = (row: number, other: number) => row < other;
const dimension = 24;
const ROWS = 22_000;
const GROUPS = 60;

let product: MatrixProduct;
let vectors: DenseVectors;
const groups = Array.from({ length: GROUPS }, (_, group) => noise(group, 1));

beforeAll(async () => {
  product = await MatrixProduct.create();
  vectors = new DenseVectors(dimension, 'Cosine', product);
  for (let row = 0; row < ROWS; row++) vectors.set(row, near(row));
  await build();
}, 120_000);
afterAll(() => product.release());

/** A vector of the row's group. */
function near(row: number): Float32Array {
  const group = groups[(row * 7) % GROUPS] ?? new Float32Array();
  return vectors.prepare(noise(row + 1_000, 0.6).map((value, i) => value + (group[i] ?? 0)));
}

function noise(seed: number, size: number): Float32Array {
  return Float32Array.from({ length: dimension }, (_, i) => {
    const value = Math.sin((seed * dimension + i + 1) * 12.9898) * 43_758.5453;
    return size * 2 * (value - Math.floor(value) - 0.5);
  });
}

async function build(): Promise<void> {
  expect(vectors.index?.isDue).toBe(true);
  for await (const _ of vectors.index?.build() ?? []) expect(vectors.index?.isDue).toBe(true);
  expect(vectors.index?.isDue).toBe(false);
}

function rowsWhere(holds: (row: number) => boolean): Bitmap {
  const rows = new Bitmap();
  for (let row = 0; row < ROWS + 500; row++) if (holds(row)) rows.add(row);
  return rows;
}

/** Share of the ten nearest that are found. */
async function recall(rows: Bitmap, ef = 0): Promise<number> {
  let found = 0;
  for (let i = 0; i < 50; i++) {
    const query = vectors.prepare(near(i * 13 + 400_000));
    const search = { rows, limit: 10, ef, precedes };
    const exact = await vectors.search(query, { ...search, exact: true });
    const hits = await vectors.search(query, search);
    expect(hits.every((hit) => rows.has(hit.row))).toBe(true);
    expect(hits.length).toBe(10);
    const scores = new Map(exact.map((hit) => [hit.row, hit.score]));
    for (const hit of hits) {
      if (!scores.has(hit.row)) continue;
      expect(hit.score).toBe(scores.get(hit.row));
      found++;
    }
  }
  return found / 500;
}

test.each([
  ['all rows', () => true],
  ['every other row', (row: number) => row % 2 === 0],
  ['one row in twenty', (row: number) => row % 20 === 3],
  ['rows of a few groups', (row: number) => (row * 7) % GROUPS < 4],
])(
  'among %s, at least .97 of the ten nearest are found, with the scores of a full look',
  async (_, holds) => {
    expect(await recall(rowsWhere(holds))).toBeGreaterThanOrEqual(0.97);
  },
);

test('a large ef finds all that a full look finds', async () => {
  expect(
    await recall(
      rowsWhere(() => true),
      ROWS,
    ),
  ).toBe(1);
});

test('what is written while the index is built, and after, is found or gone at once', async () => {
  const writer = new DenseVectors(dimension, 'Cosine', product);
  for (let row = 0; row < ROWS; row++) writer.set(row, near(row));
  const sought = vectors.prepare(noise(99, 1));
  const best = async () => {
    const rows = rowsWhere(() => true);
    return (await writer.search(sought, { rows, limit: 3, precedes })).map((hit) => hit.row);
  };
  let piece = 0;
  for await (const _ of writer.index?.build() ?? []) {
    if (piece === 0) writer.set(5, sought);
    if (piece === 40) writer.set(ROWS + 1, sought);
    if (piece === 80) writer.set(ROWS + 2, sought);
    if (piece === 81) writer.delete(ROWS + 1);
    piece++;
  }
  expect(piece).toBeGreaterThan(81);
  expect((await best()).slice(0, 2)).toEqual([5, ROWS + 2]);
  writer.delete(5);
  writer.set(ROWS + 2, vectors.prepare(sought.map((value) => -value)));
  expect(await best()).not.toContain(5);
  expect(await best()).not.toContain(ROWS + 2);
  writer.set(7, sought);
  expect((await best())[0]).toBe(7);
});

test('with the centres of an earlier process an index finds the same', async () => {
  const again = new DenseVectors(dimension, 'Cosine', product);
  for (let row = 0; row < ROWS; row++) again.set(row, near(row));
  again.index?.keep(vectors.index?.centres ?? new Float32Array());
  let pieces = 0;
  for await (const _ of again.index?.build() ?? []) pieces++;
  expect(pieces).toBe(Math.ceil(again.rows.end / 256));
  const search = { rows: rowsWhere(() => true), limit: 50, precedes };
  const query = near(400_001);
  expect(await again.search(query, search)).toEqual(await vectors.search(query, search));
});
