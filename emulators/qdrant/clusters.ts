import type { MatrixProduct } from './matrix-product.js';

/** More hardly move the centres. */
const ROUNDS = 8;
/** Vectors multiplied at once: some ten milliseconds, after which others get their turn. */
const CHUNK = 512;

/**
 * Spherical k-means (Dhillon and Modha 2001): the directions around which unit vectors lie. Yields between pieces of
 * work of some ten milliseconds; returns `count` centres of unit length, one after another.
 * @param sample vectors one after another, at least `count` of them, in no order that matters
 */
export async function* findCentres(
  sample: Float32Array,
  dimension: number,
  count: number,
  product: MatrixProduct,
): AsyncGenerator<undefined, Float32Array> {
  const size = sample.length / dimension;
  const centres = new Float32Array(count * dimension);
  const vectorAt = (i: number) => sample.subarray(i * dimension, (i + 1) * dimension);
  for (let c = 0; c < count; c++) centres.set(vectorAt(Math.floor((c * size) / count)), c * dimension);
  for (let round = 0; round < ROUNDS; round++) {
    const columns = transposed(centres, dimension);
    const sums = new Float32Array(centres.length);
    const members = new Uint32Array(count);
    for (let from = 0; from < size; from += CHUNK) {
      const rows = Math.min(CHUNK, size - from);
      const chunk = sample.subarray(from * dimension, (from + rows) * dimension);
      const scores = await product.multiply(chunk, columns, dimension);
      for (let i = 0; i < rows; i++) {
        const centre = largest(scores, i * count, count);
        members[centre] = (members[centre] ?? 0) + 1;
        addTo(sums, centre * dimension, vectorAt(from + i));
      }
      yield;
    }
    for (let c = 0; c < count; c++) {
      // A centre that nothing is near to moves to some vector, where it may find company.
      const mean = members[c]
        ? sums.subarray(c * dimension, (c + 1) * dimension)
        : vectorAt((c * 7 + round) % size);
      centres.set(unit(mean), c * dimension);
    }
  }
  return centres;
}

function transposed(rows: Float32Array, dimension: number): Float32Array {
  const count = rows.length / dimension;
  const columns = new Float32Array(rows.length);
  for (let r = 0; r < count; r++) {
    for (let i = 0; i < dimension; i++) columns[i * count + r] = rows[r * dimension + i] ?? 0;
  }
  return columns;
}

/** Place of the largest of the values from `start` on, counted from there. */
function largest(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if ((values[start + i] ?? 0) > (values[start + best] ?? 0)) best = i;
  return best;
}

function addTo(sums: Float32Array, start: number, vector: Float32Array): void {
  for (let i = 0; i < vector.length; i++) sums[start + i] = (sums[start + i] ?? 0) + (vector[i] ?? 0);
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
