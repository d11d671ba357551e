import type { Bitmap } from './bitmap.js';
import { type CodeList, CodePages } from './code-pages.js';
import { Sieve } from './sieve.js';
import { type Hit, type Precedence, TopK } from './top-k.js';

const NOWHERE = -1;
/** Over the dimension, the share of the rows that are scored after a look at signs: one in 16 at 512; few signs tell little. */
const SCORED_DIMENSIONS = 32;
/** More are seldom looked into, however many there are: both effort and cells grow with the root of the vectors. */
const FEW_CELLS = 256;
/** So many for each one wanted are scored at least. */
const SCORED_PER_RESULT = 4;

export interface Probe {
  /** Only these rows are found. */
  rows: Bitmap;
  limit: number;
  /** About so many of the rows are looked at, those in the nearest cells first. */
  effort: number;
  precedes: Precedence;
}

/** An inverted file (Jégou, Douze and Schmid 2011): unit vectors as 8-bit codes, each in the cell of its nearest centre. */
export class Cells {
  /** One after another. */
  readonly centres: Float32Array;
  readonly #dimension: number;
  readonly #pages: CodePages;
  readonly #centres: CodeList = { pages: [], length: 0 };
  readonly #cells: CodeList[] = [];
  #size = 0;
  /** Of each row. */
  #places = new Int32Array(0);
  #cellOf = new Int32Array(0);

  constructor(centres: Float32Array, dimension: number) {
    this.centres = centres;
    this.#dimension = dimension;
    this.#pages = new CodePages(dimension);
    for (let at = 0; at < centres.length; at += dimension) {
      this.#pages.append(this.#centres, this.#cells.length, centres.subarray(at, at + dimension));
      this.#cells.push({ pages: [], length: 0 });
    }
  }

  /** Takes a row that is in no cell, or puts it where its new vector belongs. */
  set(row: number, vector: Float32Array): void {
    this.delete(row);
    if (row >= this.#places.length) this.#grow(row + 1);
    this.#pages.aim(vector);
    const nearest = this.#nearest(1)[0]?.row ?? 0;
    this.#size++;
    this.#cellOf[row] = nearest;
    this.#places[row] = this.#pages.append(this.#cell(nearest), row, vector);
  }

  delete(row: number): void {
    const place = this.#places[row] ?? NOWHERE;
    if (place === NOWHERE) return;
    this.#size--;
    const moved = this.#pages.remove(this.#cell(this.#cellOf[row] ?? 0), place);
    this.#places[moved] = place;
    this.#places[row] = NOWHERE;
  }

  /** Candidates for the best; as many as the limit where there are so many. */
  search(query: Float32Array, { rows, limit, effort, precedes }: Probe): TopK {
    const top = new TopK(limit, precedes);
    const count = rows.count();
    this.#pages.aim(query);
    if (count <= effort) {
      rows.forEach((row) => top.offer(row, this.#pages.score(this.#places[row] ?? 0)));
      return top;
    }
    // The rows asked for lie among others: to see so many of them takes looking at more.
    const seen = effort * (this.#size / count);
    if (signsTell(query)) this.#searchBySigns(top, { rows, limit, effort, seen });
    else this.#searchByCodes(top, rows, seen);
    return top;
  }

  #searchByCodes(top: TopK, rows: Bitmap, seen: number): void {
    let left = seen;
    for (const cell of this.#fromNearest()) {
      if (left <= 0 && top.isFull) break;
      this.#pages.scan(this.#cell(cell), top, rows);
      left -= this.#cell(cell).length;
    }
  }

  #searchBySigns(top: TopK, { rows, limit, effort, seen }: Omit<Probe, 'precedes'> & { seen: number }): void {
    const sieve = new Sieve();
    const least = SCORED_PER_RESULT * limit;
    let left = seen;
    for (const cell of this.#fromNearest()) {
      if (left <= 0 && sieve.length >= least) break;
      this.#pages.sift(this.#cell(cell), sieve, rows);
      left -= this.#cell(cell).length;
    }
    const scored = Math.max(least, (effort * SCORED_DIMENSIONS) / this.#dimension);
    sieve.nearest(scored, (place) => top.offer(this.#pages.rowAt(place), this.#pages.score(place)));
  }

  /** All cells; those far away are only ranked for who gets there. */
  *#fromNearest(): Generator<number, void> {
    const near = this.#nearest(FEW_CELLS);
    for (const { row } of near) yield row;
    const all = near.length < this.#cells.length ? this.#nearest(this.#cells.length) : near;
    for (const { row } of all.slice(near.length)) yield row;
  }

  /** The cells whose centres are nearest to what the pages aim at. */
  #nearest(limit: number): Hit[] {
    const top = new TopK(limit, (cell, other) => cell < other);
    this.#pages.scan(this.#centres, top);
    return top.ranked();
  }

  #cell(number: number): CodeList {
    return this.#cells[number] as CodeList;
  }

  #grow(rows: number): void {
    const size = Math.max(rows, this.#places.length * 2);
    const [places, cellOf] = [new Int32Array(size).fill(NOWHERE), new Int32Array(size)];
    places.set(this.#places);
    cellOf.set(this.#cellOf);
    this.#places = places;
    this.#cellOf = cellOf;
  }
}

/** Where a query has few components, the signs of the others are chance, and drown theirs. */
function signsTell(query: Float32Array): boolean {
  let count = 0;
  for (const component of query) if (component !== 0) count++;
  return count * 2 > query.length;
}
