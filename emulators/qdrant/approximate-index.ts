import type { Bitmap } from './bitmap.js';
import { Cells } from './cells.js';
import { findCentres } from './clusters.js';
import type { MatrixProduct } from './matrix-product.js';
import type { Precedence, TopK } from './top-k.js';

/** Below, looking at every vector takes no longer. */
const SMALLEST = 20_000;
/** Cells for the square root of the number of vectors: so finding cells and looking into them grow alike. */
const CELLS_PER_ROOT = 2;
/** Vectors from which each centre is found. */
const SAMPLES_PER_CELL = 48;
/** Vectors put in cells between two turns of others. */
const CHUNK = 256;
/** Vectors looked at, for the square root of their number; measured for .98 of the ten nearest, see docs/benchmarks. */
const EFFORT_PER_ROOT = 64;
/** Candidates for each one wanted: 8-bit scores rank some of the best too low. */
const CANDIDATES_PER_RESULT = 1.25;
const FURTHER_CANDIDATES = 32;

export interface Wanted {
  rows: Bitmap;
  limit: number;
  precedes: Precedence;
  /** So many times the result are looked at where that is more than usual (`hnsw_ef`). */
  ef: number;
}

/** The unit vectors that are indexed. */
export interface Source {
  readonly dimension: number;
  readonly rows: Bitmap;
  get(row: number): Float32Array | undefined;
}

/** Finds candidates for the nearest without looking at every vector; it is built in the background, and again when outgrown. */
export class ApproximateIndex {
  readonly #source: Source;
  readonly #product: MatrixProduct;
  #cells: Cells | undefined;
  /** Rows below `end` are in its cells already. */
  #next: { cells: Cells; end: number } | undefined;
  /** Of an earlier process. */
  #kept: Float32Array | undefined;

  constructor(source: Source, product: MatrixProduct) {
    this.#source = source;
    this.#product = product;
  }

  /** One after another; undefined before the first are found. */
  get centres(): Float32Array | undefined {
    return this.#cells?.centres ?? this.#kept;
  }

  /** Centres found by an earlier process need not be sought again. */
  keep(centres: Float32Array): void {
    this.#kept = centres;
  }

  get isDue(): boolean {
    const count = this.#source.rows.count();
    return count >= SMALLEST && isOutgrown(this.#cells?.centres, this.#source.dimension, count);
  }

  set(row: number, vector: Float32Array): void {
    this.#cells?.set(row, vector);
    if (this.#next && row < this.#next.end) this.#next.cells.set(row, vector);
  }

  delete(row: number): void {
    this.#cells?.delete(row);
    this.#next?.cells.delete(row);
  }

  /** Undefined while there is no index yet. */
  candidates(query: Float32Array, { rows, limit, precedes, ef }: Wanted): TopK | undefined {
    const effort = Math.ceil(EFFORT_PER_ROOT * Math.sqrt(this.#source.rows.count()));
    return this.#cells?.search(query, {
      rows,
      limit: Math.ceil(limit * CANDIDATES_PER_RESULT) + FURTHER_CANDIDATES,
      effort: Math.max(effort, ef * limit),
      precedes,
    });
  }

  /** Yields between short pieces of work; what is written meanwhile is taken in. */
  async *build(): AsyncGenerator<undefined, void> {
    const { dimension, rows } = this.#source;
    const count = rows.count();
    const centres = isOutgrown(this.#kept, dimension, count)
      ? yield* findCentres(this.#sample(count), dimension, cellsFor(count), this.#product)
      : (this.#kept as Float32Array);
    const next = { cells: new Cells(centres, dimension), end: 0 };
    this.#next = next;
    for (; next.end < rows.end; ) {
      const end = next.end + CHUNK;
      for (let row = next.end; row < end; row++) {
        const vector = this.#source.get(row);
        if (vector) next.cells.set(row, vector);
      }
      next.end = end;
      yield;
    }
    this.#cells = next.cells;
    this.#next = undefined;
  }

  #sample(count: number): Float32Array {
    const { dimension, rows } = this.#source;
    const wanted = Math.min(count, cellsFor(count) * SAMPLES_PER_CELL);
    const sample = new Float32Array(wanted * dimension);
    let met = 0;
    let taken = 0;
    rows.forEach((row) => {
      // Evenly over all rows, which come in the order of random ids or of a catalogue.
      if (taken < wanted && met++ * wanted >= taken * count) {
        sample.set(this.#source.get(row) ?? [], taken++ * dimension);
      }
    });
    return sample;
  }
}

function cellsFor(count: number): number {
  return Math.round(CELLS_PER_ROOT * Math.sqrt(count));
}

/** Whether there should be more than twice as many centres: four times as many vectors as when they were found. */
function isOutgrown(centres: Float32Array | undefined, dimension: number, count: number): boolean {
  return cellsFor(count) > 2 * ((centres?.length ?? 0) / dimension);
}
