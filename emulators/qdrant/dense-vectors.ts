import { ApproximateIndex } from './approximate-index.js';
import { Bitmap } from './bitmap.js';
import type { MatrixProduct } from './matrix-product.js';
import { type Hit, type Precedence, TopK } from './top-k.js';

export type Distance = 'Cosine' | 'Dot' | 'Euclid' | 'Manhattan';

/** A block of 512 dimensions is 16 MB: large enough for a fast product, small enough to grow by. */
const BLOCK_ROWS = 8_192;
/** A row multiplied one by one costs this many times a row of a whole block (measured, 512 dimensions). */
const SINGLE_ROW_COST = 6;
/** To look at so many vectors takes less than to choose among them. */
const FEW_ROWS = 512;
/** So many more than asked for are scored again, lest rounding cuts off one that belongs. */
const FINALISTS_OVER_LIMIT = 32;
/** Shorter vectors are left as they are: they have no direction. */
const SHORTEST = 1e-12;

export interface Search {
  /** Only these rows are ranked. */
  rows: Bitmap;
  limit: number;
  /** Rows must score better than this. */
  threshold?: number | undefined;
  precedes: Precedence;
  /** Whether every vector is looked at, however many there are. */
  exact?: boolean;
  /** As Qdrant's `hnsw_ef`: more finds better. */
  ef?: number;
}

/** A bitmap's or a list's. */
interface Rows {
  forEach(visit: (row: number) => void): void;
}

/** All vectors of one name in one growing row-major matrix; many of unit length are indexed as well. */
export class DenseVectors {
  readonly dimension: number;
  readonly distance: Distance;
  readonly #product: MatrixProduct;
  readonly #blocks: Float32Array[] = [];
  readonly #present = new Bitmap();
  /** Others than unit vectors are always looked at one and all. */
  readonly index: ApproximateIndex | undefined;
  /** One more than the highest row ever used. */
  #end = 0;

  constructor(dimension: number, distance: Distance, product: MatrixProduct) {
    this.dimension = dimension;
    this.distance = distance;
    this.#product = product;
    if (distance === 'Cosine') this.index = new ApproximateIndex(this, product);
  }

  get rows(): Bitmap {
    return this.#present;
  }

  /** Whether a smaller score is the better one. */
  get isDistance(): boolean {
    return this.distance === 'Euclid' || this.distance === 'Manhattan';
  }

  /** The vector as it is stored and compared: of length one under Cosine. */
  prepare(vector: Float32Array): Float32Array {
    if (this.distance !== 'Cosine') return vector;
    const length = Math.sqrt(dot(vector, vector, 0));
    if (length < SHORTEST) return vector;
    const unit = new Float32Array(vector.length);
    for (let i = 0; i < vector.length; i++) unit[i] = (vector[i] ?? 0) / length;
    return unit;
  }

  /** Takes a prepared vector. */
  set(row: number, vector: Float32Array): void {
    const block = Math.floor(row / BLOCK_ROWS);
    while (this.#blocks.length <= block) this.#blocks.push(new Float32Array(BLOCK_ROWS * this.dimension));
    this.#blocks[block]?.set(vector, (row % BLOCK_ROWS) * this.dimension);
    this.#present.add(row);
    this.#end = Math.max(this.#end, row + 1);
    this.index?.set(row, vector);
  }

  delete(row: number): void {
    this.#present.delete(row);
    this.index?.delete(row);
  }

  /** A view of the stored vector. */
  get(row: number): Float32Array | undefined {
    if (!this.#present.has(row)) return undefined;
    const start = (row % BLOCK_ROWS) * this.dimension;
    return this.#blocks[Math.floor(row / BLOCK_ROWS)]?.subarray(start, start + this.dimension);
  }

  /** Best first. The query is prepared like a stored vector. */
  async search(query: Float32Array, search: Search): Promise<Hit[]> {
    const rows = search.rows.clone().and(this.#present);
    // Candidates' scores are rounded, and a product's last bit depends on where in a block a row is:
    // scores that count are taken row by row.
    const finalists = await this.#finalists(query, rows, search);
    const top = new TopK(search.limit, search.precedes);
    const sign = this.isDistance ? -1 : 1;
    const least = search.threshold === undefined ? Number.NEGATIVE_INFINITY : sign * search.threshold;
    const compare = comparisons[this.distance];
    finalists.forEach((row) => {
      const block = this.#blocks[Math.floor(row / BLOCK_ROWS)];
      if (!block) return;
      const score = sign * Math.fround(compare(query, block, (row % BLOCK_ROWS) * this.dimension));
      if (score > least) top.offer(row, score);
    });
    return top.ranked().map(({ row, score }) => ({ row, score: sign * score }));
  }

  async #finalists(query: Float32Array, rows: Bitmap, search: Search): Promise<Rows> {
    const { exact = false, limit, ef = 0, precedes } = search;
    const count = rows.count();
    if (this.isDistance || count <= Math.max(limit, FEW_ROWS)) return rows;
    const candidates = exact ? undefined : this.index?.candidates(query, { rows, limit, ef, precedes });
    if (candidates) return candidates.rows;
    return count * SINGLE_ROW_COST < this.#end ? rows : this.#bestByBlocks(query, rows, search);
  }

  async #bestByBlocks(query: Float32Array, rows: Bitmap, { limit, precedes }: Search): Promise<Rows> {
    const top = new TopK(limit + FINALISTS_OVER_LIMIT, precedes);
    for (const [number, block] of this.#blocks.entries()) {
      const first = number * BLOCK_ROWS;
      const used = Math.min(BLOCK_ROWS, this.#end - first);
      const scores = await this.#product.multiply(block.subarray(0, used * this.dimension), query);
      for (let i = 0; i < used; i++) if (rows.has(first + i)) top.offer(first + i, scores[i] ?? 0);
    }
    return top.rows;
  }
}

type Comparison = (query: Float32Array, matrix: Float32Array, start: number) => number;

const comparisons: Record<Distance, Comparison> = {
  Cosine: dot,
  Dot: dot,
  Euclid(query, matrix, start) {
    let sum = 0;
    for (let i = 0; i < query.length; i++) sum += ((query[i] ?? 0) - (matrix[start + i] ?? 0)) ** 2;
    return Math.sqrt(sum);
  },
  Manhattan(query, matrix, start) {
    let sum = 0;
    for (let i = 0; i < query.length; i++) sum += Math.abs((query[i] ?? 0) - (matrix[start + i] ?? 0));
    return sum;
  },
};

/** Four sums side by side, so that one addition need not wait for the one before. */
function dot(query: Float32Array, matrix: Float32Array, start: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const end = query.length - (query.length % 4);
  for (let i = 0; i < end; i += 4) {
    a += (query[i] ?? 0) * (matrix[start + i] ?? 0);
    b += (query[i + 1] ?? 0) * (matrix[start + i + 1] ?? 0);
    c += (query[i + 2] ?? 0) * (matrix[start + i + 2] ?? 0);
    d += (query[i + 3] ?? 0) * (matrix[start + i + 3] ?? 0);
  }
  for (let i = end; i < query.length; i++) a += (query[i] ?? 0) * (matrix[start + i] ?? 0);
  return a + b + c + d;
}
