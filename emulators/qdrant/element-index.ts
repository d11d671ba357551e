import { Bitmap } from './bitmap.js';
import { isObject, JsonPath, type Payload } from './json-path.js';
import type { PayloadIndexes } from './payload-indexes.js';

/**
 * Indexes over the elements of an array in the payloads, each element a row of its own: a nested filter is answered
 * for elements without reading a payload.
 */
export class ElementIndex {
  readonly live = new Bitmap();
  readonly indexes: PayloadIndexes;
  readonly #path: JsonPath;
  /** The point's row by the element's. */
  readonly #holders: number[] = [];
  readonly #rowsOf = new Map<number, number[]>();
  readonly #free: number[] = [];

  /** @param indexes of the elements' fields, empty */
  constructor(path: string, indexes: PayloadIndexes) {
    this.#path = JsonPath.parse(path);
    this.indexes = indexes;
  }

  /** @param only the field of the elements whose index is new; absent when the point is */
  add(holder: number, payload: Payload, only?: string): void {
    const elements = this.#elementsIn(payload);
    if (elements.length === 0) return;
    const rows = this.#rowsOf.get(holder) ?? elements.map(() => this.#newRow(holder));
    this.#rowsOf.set(holder, rows);
    rows.forEach((row, i) => this.indexes.add(row, elements[i] ?? {}, only));
  }

  /** `payload` is the one that was added. */
  remove(holder: number, payload: Payload): void {
    const elements = this.#elementsIn(payload);
    for (const [i, row] of (this.#rowsOf.get(holder) ?? []).entries()) {
      this.indexes.remove(row, elements[i] ?? {});
      this.live.delete(row);
      this.#free.push(row);
    }
    this.#rowsOf.delete(holder);
  }

  /** The points that hold one of the elements. */
  holdersOf(elements: Bitmap): Bitmap {
    const holders = new Bitmap();
    elements.forEach((row) => holders.add(this.#holders[row] ?? 0));
    return holders;
  }

  #elementsIn(payload: Payload): Payload[] {
    return this.#path.values(payload).filter(isObject);
  }

  #newRow(holder: number): number {
    const row = this.#free.pop() ?? this.#holders.length;
    this.#holders[row] = holder;
    this.live.add(row);
    return row;
  }
}
