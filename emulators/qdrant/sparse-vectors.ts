import { Bitmap } from './bitmap.js';
import type { Search } from './dense-vectors.js';
import { Postings, type SparseVector } from './postings.js';
import type { PostingsBuilder } from './postings-builder.js';
import { type Hit, TopK } from './top-k.js';

/** Fewer deleted vectors are not worth a pass over all postings. */
const FEWEST_TO_COMPACT = 1_024;
const DELETED = -1;

/**
 * All sparse vectors of one name as an inverted index, scored term by term. Each vector stored gets a slot
 * of its own, later ones higher, so that postings only ever grow at their end; the slots of deleted vectors
 * are swept out when they outnumber the others.
 */
export class SparseVectors {
  readonly #idf: boolean;
  readonly #present = new Bitmap();
  readonly #slots = new Map<number, number>();
  /** The row of each slot. */
  #rows: number[] = [];
  #postings = new Map<number, Postings>();
  /** Reused from search to search: the score of a slot counts only where its mark is this search's. */
  #scores = new Float32Array(0);
  #marks = new Uint32Array(0);
  #mark = 0;

  /** With `idf`, a term weighs the more the rarer it is. */
  constructor(idf: boolean) {
    this.#idf = idf;
  }

  get rows(): Bitmap {
    return this.#present;
  }

  /** Takes over the vectors gathered for an empty index: several times faster than setting each. */
  fill(vectors: PostingsBuilder): void {
    this.#rows = vectors.rows;
    for (const [slot, row] of vectors.rows.entries()) {
      this.#slots.set(row, slot);
      this.#present.add(row);
    }
    this.#postings = vectors.build();
  }

  /** `previous` is the vector that the row had. */
  set(row: number, { indices, values }: SparseVector, previous?: SparseVector): void {
    if (previous) this.delete(row, previous);
    const slot = this.#rows.push(row) - 1;
    this.#slots.set(row, slot);
    this.#present.add(row);
    for (let i = 0; i < indices.length; i++) this.#postingsOf(indices[i] ?? 0).append(slot, values[i] ?? 0);
  }

  delete(row: number, previous: SparseVector): void {
    const slot = this.#slots.get(row);
    if (slot === undefined) return;
    for (const term of previous.indices) {
      const postings = this.#postings.get(term);
      if (postings) postings.frequency--;
    }
    this.#rows[slot] = DELETED;
    this.#slots.delete(row);
    this.#present.delete(row);
    if (this.#rows.length - this.#slots.size > Math.max(FEWEST_TO_COMPACT, this.#slots.size)) this.#compact();
  }

  /** Best first; only rows that share a term with the query. */
  search(query: SparseVector, search: Search): Hit[] {
    const top = new TopK(search.limit, search.precedes);
    const least = search.threshold ?? Number.NEGATIVE_INFINITY;
    for (const slot of this.#accumulate(query)) {
      const row = this.#rows[slot] ?? DELETED;
      const score = this.#scores[slot] ?? 0;
      if (row !== DELETED && score > least && search.rows.has(row)) top.offer(row, score);
    }
    return top.ranked();
  }

  #accumulate(query: SparseVector): number[] {
    if (this.#scores.length < this.#rows.length) {
      this.#scores = new Float32Array(this.#rows.length * 2);
      this.#marks = new Uint32Array(this.#rows.length * 2);
      this.#mark = 0;
    }
    this.#mark++;
    const touched: number[] = [];
    for (const [i, term] of query.indices.entries()) {
      const postings = this.#postings.get(term);
      if (postings) this.#addScores(postings, (query.values[i] ?? 0) * this.#weightOf(postings), touched);
    }
    return touched;
  }

  #addScores({ slots, weights, length }: Postings, weight: number, touched: number[]): void {
    const scores = this.#scores;
    const marks = this.#marks;
    const mark = this.#mark;
    for (let i = 0; i < length; i++) {
      const slot = slots[i] ?? 0;
      const score = weight * (weights[i] ?? 0);
      if (marks[slot] === mark) {
        scores[slot] = (scores[slot] ?? 0) + score;
      } else {
        marks[slot] = mark;
        scores[slot] = score;
        touched.push(slot);
      }
    }
  }

  /** Inverse document frequency as Qdrant's `modifier: idf` defines it, over the points having this vector. */
  #weightOf({ frequency }: Postings): number {
    return this.#idf ? Math.log((this.#slots.size - frequency + 0.5) / (frequency + 0.5) + 1) : 1;
  }

  #postingsOf(term: number): Postings {
    let postings = this.#postings.get(term);
    if (!postings) {
      postings = new Postings();
      this.#postings.set(term, postings);
    }
    return postings;
  }

  #compact(): void {
    const numbers = new Int32Array(this.#rows.length).fill(DELETED);
    const rows = this.#rows.filter((row) => row !== DELETED);
    for (const [number, row] of rows.entries()) {
      numbers[this.#slots.get(row) ?? 0] = number;
      this.#slots.set(row, number);
    }
    this.#rows = rows;
    for (const [term, postings] of this.#postings) {
      if (postings.frequency === 0) this.#postings.delete(term);
      else postings.renumber(numbers);
    }
    // Marks belong to the old numbers.
    this.#scores = new Float32Array(0);
    this.#marks = new Uint32Array(0);
  }
}
