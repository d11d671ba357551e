import { Bitmap } from './bitmap.js';

/** Shorter lists stay lists. */
const LONGEST_LIST = 1_024;
/** A row in a list takes as much room as this many rows of a bitmap. */
const BITS_OF_ENTRY = 64;

/** The rows of one indexed value: a sorted list while short, a bitmap once long. */
export class RowSet {
  #list: number[] | undefined = [];
  #bitmap: Bitmap | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(row: number): void {
    if (this.#bitmap) {
      if (this.#bitmap.has(row)) return;
      this.#bitmap.add(row);
      this.#size++;
    } else if (this.#list) this.#addToList(this.#list, row);
  }

  delete(row: number): void {
    if (!this.has(row)) return;
    this.#size--;
    this.#bitmap?.delete(row);
    if (this.#list) this.#list.splice(positionOf(this.#list, row), 1);
  }

  has(row: number): boolean {
    if (this.#bitmap) return this.#bitmap.has(row);
    return this.#list !== undefined && this.#list[positionOf(this.#list, row)] === row;
  }

  addTo(bitmap: Bitmap): void {
    if (this.#bitmap) bitmap.or(this.#bitmap);
    else for (const row of this.#list ?? []) bitmap.add(row);
  }

  /** How many of its rows the bitmap holds. */
  overlap(bitmap: Bitmap): number {
    if (this.#bitmap) return this.#bitmap.overlap(bitmap);
    let total = 0;
    for (const row of this.#list ?? []) if (bitmap.has(row)) total++;
    return total;
  }

  #addToList(list: number[], row: number): void {
    const at = positionOf(list, row);
    if (at === list.length) list.push(row);
    else if (list[at] === row) return;
    else list.splice(at, 0, row);
    this.#size++;
    if (this.#size > LONGEST_LIST && this.#size * BITS_OF_ENTRY > (list.at(-1) ?? 0)) {
      this.#bitmap = Bitmap.of(list);
      this.#list = undefined;
    }
  }
}

/** Where the row is in the sorted list, or belongs. */
function positionOf(list: number[], row: number): number {
  // Rows mostly arrive in rising order.
  if (list.length === 0 || (list[list.length - 1] ?? 0) < row) return list.length;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
