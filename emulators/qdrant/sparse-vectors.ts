import { Bitmap } from './bitmap.js';
import type { Search } from './dense-vectors.js';
import { type Hit, TopK } from './top-k.js';

/** Term numbers, distinct, with a weight each. */
export interface SparseVector {
  indices: Uint32Array;
  values: Float32Array;
}

/** The rows holding one term, ascending, with its weight in each. */
class Postings {
  rows = new Uint32Array(4);
  weights = new Float32Array(4);
  length = 0;

  set(row: number, weight: number): void {
    const at = this.#positionOf(row);
    if (at === this.length) this.#makeRoom();
    else if (this.rows[at] !== row) this.#shiftFrom(at);
    else this.length--;
    this.rows[at] = row;
    this.weights[at] = weight;
    this.length++;
  }

  delete(row: number): void {
    const at = this.#positionOf(row);
    if (at === this.length || this.rows[at] !== row) return;
    this.rows.copyWithin(at, at + 1, this.length);
    this.weights.copyWithin(at, at + 1, this.length);
    this.length--;
  }

  #shiftFrom(at: number): void {
    this.#makeRoom();
    this.rows.copyWithin(at + 1, at, this.length);
    this.weights.copyWithin(at + 1, at, this.length);
  }

  #makeRoom(): void {
    if (this.length < this.rows.length) return;
    const rows = new Uint32Array(this.length * 2);
    const weights = new Float32Array(this.length * 2);
    rows.set(this.rows);
    weights.set(this.weights);
    this.rows = rows;
    this.weights = weights;
  }

  #positionOf(row: number): number {
    // Rows mostly arrive in rising order.
    if (this.length === 0 || (this.rows[this.length - 1] ?? 0) < row) return this.length;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.rows[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** All sparse vectors of one name as an inverted index, scored term by term. */
export class SparseVectors {
  readonly #idf: boolean;
  readonly #postings = new Map<number, Postings>();
  readonly #present = new Bitmap();
  #count = 0;
  /** Reused from search to search: the score of a row counts only where its mark is this search's. */
  #scores = new Float32Array(0);
  #marks = new Uint32Array(0);
  #mark = 0;
  #end = 0;

  /** With `idf`, a term weighs the more the rarer it is. */
  constructor(idf: boolean) {
    this.#idf = idf;
  }

  get rows(): Bitmap {
    return this.#present;
  }

  /** `previous` is the vector that the row had. */
  set(row: number, vector: SparseVector, previous?: SparseVector): void {
    if (previous) this.#dropTerms(row, previous, new Set(vector.indices));
    const { indices, values } = vector;
    for (let i = 0; i < indices.length; i++) this.#postingsOf(indices[i] ?? 0).set(row, values[i] ?? 0);
    if (!this.#present.has(row)) this.#count++;
    this.#present.add(row);
    this.#end = Math.max(this.#end, row + 1);
  }

  delete(row: number, previous: SparseVector): void {
    if (!this.#present.has(row)) return;
    this.#dropTerms(row, previous, new Set());
    this.#present.delete(row);
    this.#count--;
  }

  /** Best first; only rows that share a term with the query. */
  search(query: SparseVector, search: Search): Hit[] {
    const touched = this.#accumulate(query);
    const top = new TopK(search.limit, search.precedes);
    const least = search.threshold ?? Number.NEGATIVE_INFINITY;
    for (const row of touched) {
      const score = this.#scores[row] ?? 0;
      if (score > least && search.rows.has(row)) top.offer(row, score);
    }
    return top.ranked();
  }

  #accumulate(query: SparseVector): number[] {
    if (this.#scores.length < this.#end) {
      this.#scores = new Float32Array(this.#end * 2);
      this.#marks = new Uint32Array(this.#end * 2);
      this.#mark = 0;
    }
    const mark = ++this.#mark;
    const touched: number[] = [];
    for (const [i, term] of query.indices.entries()) {
      const postings = this.#postings.get(term);
      if (!postings) continue;
      const weight = (query.values[i] ?? 0) * this.#weightOf(postings.length);
      this.#addScores(postings, weight, mark, touched);
    }
    return touched;
  }

  #addScores(postings: Postings, weight: number, mark: number, touched: number[]): void {
    const { rows, weights, length } = postings;
    for (let i = 0; i < length; i++) {
      const row = rows[i] ?? 0;
      const score = weight * (weights[i] ?? 0);
      if (this.#marks[row] === mark) {
        this.#scores[row] = (this.#scores[row] ?? 0) + score;
      } else {
        this.#marks[row] = mark;
        this.#scores[row] = score;
        touched.push(row);
      }
    }
  }

  #postingsOf(term: number): Postings {
    let postings = this.#postings.get(term);
    if (!postings) {
      postings = new Postings();
      this.#postings.set(term, postings);
    }
    return postings;
  }

  /** Inverse document frequency as Qdrant's `modifier: idf` defines it, over the points having this vector. */
  #weightOf(frequency: number): number {
    return this.#idf ? Math.log((this.#count - frequency + 0.5) / (frequency + 0.5) + 1) : 1;
  }

  #dropTerms(row: number, vector: SparseVector, kept: ReadonlySet<number>): void {
    for (const term of vector.indices) {
      if (kept.has(term)) continue;
      const postings = this.#postings.get(term);
      postings?.delete(row);
      if (postings?.length === 0) this.#postings.delete(term);
    }
  }
}
