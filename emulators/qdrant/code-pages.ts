import type { Bitmap } from './bitmap.js';
import { type CodeKernel, codeKernel, VECTOR_BYTES, WASM_PAGE_BYTES } from './code-kernel.js';
import type { Sieve } from './sieve.js';
import type { TopK } from './top-k.js';

/** The signs of so many components fill a vector of the kernel; a multiple of what its product takes at a time. */
const SIGNS = VECTOR_BYTES * 8;
/** Rows of a page: long enough that a call is cheap beside its work, short enough that half-filled ones waste little. */
const PAGE_ROWS = 16;
const LARGEST_CODE = 127;
const LARGEST_QUERY_CODE = 32_767;
const LARGEST_SUM = 2 ** 31 - 1;

/** A growing list of rows whose codes lie in pages. */
export interface CodeList {
  pages: number[];
  length: number;
}

/**
 * Vectors as signs and as 8-bit codes with a scale each (the largest component is 127), kept in lists. A place is where
 * a row's code is: its page times PAGE_ROWS plus its position there. A page holds the signs of its rows, then the codes.
 * Scores are dot products, off by about a hundredth of the vectors' lengths at most: good for choosing candidates, not
 * for ranking them. Signs take an eighth of the memory and tell roughly which rows are worth scoring.
 */
export class CodePages {
  readonly #dimension: number;
  /** Bytes of a row's signs. */
  readonly #signBytes: number;
  readonly #pageBytes: number;
  readonly #kernel: CodeKernel = codeKernel();
  readonly #querySignsAt: number;
  readonly #sumsAt: number;
  readonly #pagesAt: number;
  readonly #queryScale: number;
  readonly #free: number[] = [];
  #pages = 0;
  #scales = new Float32Array(0);
  #rows = new Int32Array(0);
  #codes = new Int8Array(0);
  #sums = new Int32Array(0);
  #queryCodes = new Int16Array(0);
  #scaleOfQuery = 0;

  constructor(dimension: number) {
    this.#dimension = Math.ceil(dimension / SIGNS) * SIGNS;
    this.#signBytes = this.#dimension / 8;
    this.#pageBytes = PAGE_ROWS * (this.#signBytes + this.#dimension);
    this.#querySignsAt = this.#dimension * 2;
    this.#sumsAt = this.#querySignsAt + this.#signBytes;
    this.#pagesAt = this.#sumsAt + PAGE_ROWS * 4;
    // No sum of products may overflow.
    this.#queryScale = Math.min(LARGEST_QUERY_CODE, Math.floor(LARGEST_SUM / LARGEST_CODE / this.#dimension));
    this.#reserve(1);
  }

  rowAt(place: number): number {
    return this.#rows[place] ?? 0;
  }

  /** Returns the row's place. */
  append(list: CodeList, row: number, vector: Float32Array): number {
    const position = list.length % PAGE_ROWS;
    if (position === 0) list.pages.push(this.#free.pop() ?? this.#newPage());
    list.length++;
    const place = (list.pages.at(-1) ?? 0) * PAGE_ROWS + position;
    this.#rows[place] = row;
    const codes = this.#codesAt(place);
    const signs = this.#signsAt(place);
    this.#scales[place] = encode(vector, this.#codes.subarray(codes, codes + this.#dimension), LARGEST_CODE);
    writeSigns(vector, this.#codes.subarray(signs, signs + this.#signBytes));
    return place;
  }

  /** Fills the gap with the list's last row, which is returned: its place is now the removed one's. */
  remove(list: CodeList, place: number): number {
    list.length--;
    const position = list.length % PAGE_ROWS;
    const last = (list.pages.at(-1) ?? 0) * PAGE_ROWS + position;
    const [codes, signs] = [this.#codesAt(last), this.#signsAt(last)];
    this.#codes.copyWithin(this.#codesAt(place), codes, codes + this.#dimension);
    this.#codes.copyWithin(this.#signsAt(place), signs, signs + this.#signBytes);
    this.#scales[place] = this.#scales[last] ?? 0;
    this.#rows[place] = this.rowAt(last);
    if (position === 0) this.#free.push(list.pages.pop() ?? 0);
    return this.rowAt(place);
  }

  /** What is compared with from now on. */
  aim(query: Float32Array): void {
    this.#scaleOfQuery = encode(query, this.#queryCodes, this.#queryScale);
    writeSigns(query, this.#codes.subarray(this.#querySignsAt, this.#querySignsAt + this.#signBytes));
  }

  /** Adds the rows of the list that are among `rows`, with the number of their signs that are not the query's. */
  sift(list: CodeList, sieve: Pick<Sieve, 'add'>, rows: Bitmap): void {
    const [differences, rowAt] = [this.#sums, this.#rows];
    let left = list.length;
    for (const page of list.pages) {
      const count = Math.min(PAGE_ROWS, left);
      left -= count;
      const first = page * PAGE_ROWS;
      this.#kernel.differ(this.#querySignsAt, this.#signsAt(first), count, this.#signBytes, this.#sumsAt);
      for (let i = 0; i < count; i++) {
        if (rows.has(rowAt[first + i] ?? 0)) sieve.add(first + i, differences[i] ?? 0);
      }
    }
  }

  /** Offers the rows of the list that are among `rows` (all, when absent). */
  scan(list: CodeList, top: TopK, rows?: Bitmap): void {
    // Most rows fall short: they must cost no more than a comparison.
    const [sums, scales, rowAt, scaleOfQuery] = [this.#sums, this.#scales, this.#rows, this.#scaleOfQuery];
    let { least } = top;
    let left = list.length;
    for (const page of list.pages) {
      const count = Math.min(PAGE_ROWS, left);
      left -= count;
      const first = page * PAGE_ROWS;
      this.#multiply(first, count);
      for (let i = 0; i < count; i++) {
        const score = (sums[i] ?? 0) * (scales[first + i] ?? 0) * scaleOfQuery;
        if (score < least) continue;
        const row = rowAt[first + i] ?? 0;
        if (rows && !rows.has(row)) continue;
        top.offer(row, score);
        least = top.least;
      }
    }
  }

  score(place: number): number {
    this.#multiply(place, 1);
    return (this.#sums[0] ?? 0) * (this.#scales[place] ?? 0) * this.#scaleOfQuery;
  }

  #multiply(place: number, count: number): void {
    this.#kernel.multiply(0, this.#codesAt(place), count, this.#dimension, this.#sumsAt);
  }

  #signsAt(place: number): number {
    return this.#pageAt(place) + (place % PAGE_ROWS) * this.#signBytes;
  }

  #codesAt(place: number): number {
    return this.#pageAt(place) + PAGE_ROWS * this.#signBytes + (place % PAGE_ROWS) * this.#dimension;
  }

  #pageAt(place: number): number {
    return this.#pagesAt + Math.floor(place / PAGE_ROWS) * this.#pageBytes;
  }

  #newPage(): number {
    if ((this.#pages + 1) * PAGE_ROWS > this.#rows.length) this.#reserve(this.#pages * 1.5 + 64);
    return this.#pages++;
  }

  /** Memory that nobody wrote to yet takes no room. */
  #reserve(pages: number): void {
    const count = Math.ceil(pages);
    const places = count * PAGE_ROWS;
    const { memory } = this.#kernel;
    const missing = this.#pagesAt + count * this.#pageBytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    this.#codes = new Int8Array(memory.buffer);
    this.#queryCodes = new Int16Array(memory.buffer, 0, this.#dimension);
    this.#sums = new Int32Array(memory.buffer, this.#sumsAt, PAGE_ROWS);
    const [scales, rows] = [new Float32Array(places), new Int32Array(places)];
    scales.set(this.#scales);
    rows.set(this.#rows);
    this.#scales = scales;
    this.#rows = rows;
  }
}

/** Writes the vector in whole steps, `largest` of which make its largest component; returns the step. */
function encode(vector: Float32Array, codes: Int8Array | Int16Array, largest: number): number {
  let peak = 0;
  for (let i = 0; i < vector.length; i++) peak = Math.max(peak, Math.abs(vector[i] ?? 0));
  codes.fill(0);
  if (peak === 0) return 0;
  const perUnit = largest / peak;
  for (let i = 0; i < vector.length; i++) codes[i] = Math.round((vector[i] ?? 0) * perUnit);
  return peak / largest;
}

/** A bit for each component, set where it is positive. */
function writeSigns(vector: Float32Array, signs: Int8Array): void {
  signs.fill(0);
  for (let i = 0; i < vector.length; i++) {
    if ((vector[i] ?? 0) > 0) signs[i >> 3] = (signs[i >> 3] ?? 0) | (1 << (i & 7));
  }
}
