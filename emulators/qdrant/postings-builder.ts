import { Postings, type SparseVector } from './postings.js';

const FIRST_CAPACITY = 1_024;

/** Sorts the terms of many vectors into postings by counting, so that memory is walked in long runs. */
export class PostingsBuilder {
  /** Those that were added; the vector of the row at place `i` has the slot `i`. */
  readonly rows: number[] = [];
  /** Where the terms of each slot end. */
  readonly #ends: number[] = [];
  /** Number of each term in the order in which the terms were met. */
  readonly #ordinals = new Map<number, number>();
  readonly #frequencies: number[] = [];
  #terms = new Int32Array(FIRST_CAPACITY);
  #weights = new Float32Array(FIRST_CAPACITY);
  #length = 0;

  add(row: number, { indices, values }: SparseVector): void {
    this.#reserve(indices.length);
    for (let i = 0; i < indices.length; i++) {
      const ordinal = this.#ordinalOf(indices[i] ?? 0);
      this.#frequencies[ordinal] = (this.#frequencies[ordinal] ?? 0) + 1;
      this.#terms[this.#length] = ordinal;
      this.#weights[this.#length] = values[i] ?? 0;
      this.#length++;
    }
    this.rows.push(row);
    this.#ends.push(this.#length);
  }

  build(): Map<number, Postings> {
    const next = this.#starts();
    const slots = new Int32Array(this.#length);
    const weights = new Float32Array(this.#length);
    let at = 0;
    for (const [slot, end] of this.#ends.entries()) {
      for (; at < end; at++) {
        const ordinal = this.#terms[at] ?? 0;
        const place = next[ordinal] ?? 0;
        slots[place] = slot;
        weights[place] = this.#weights[at] ?? 0;
        next[ordinal] = place + 1;
      }
    }
    const postings = new Map<number, Postings>();
    for (const [term, ordinal] of this.#ordinals) {
      const end = next[ordinal] ?? 0;
      const start = end - (this.#frequencies[ordinal] ?? 0);
      postings.set(term, new Postings(slots.slice(start, end), weights.slice(start, end), end - start));
    }
    return postings;
  }

  /** Where the postings of each term start, when all lie one after another. */
  #starts(): Int32Array {
    const starts = new Int32Array(this.#frequencies.length);
    let start = 0;
    for (const [ordinal, frequency] of this.#frequencies.entries()) {
      starts[ordinal] = start;
      start += frequency;
    }
    return starts;
  }

  #ordinalOf(term: number): number {
    const known = this.#ordinals.get(term);
    if (known !== undefined) return known;
    const ordinal = this.#ordinals.size;
    this.#ordinals.set(term, ordinal);
    this.#frequencies.push(0);
    return ordinal;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#terms.length) return;
    const terms = new Int32Array(Math.max(needed, this.#terms.length * 2));
    const weights = new Float32Array(terms.length);
    terms.set(this.#terms);
    weights.set(this.#weights);
    this.#terms = terms;
    this.#weights = weights;
  }
}
