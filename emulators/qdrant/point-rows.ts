import { Bitmap } from './bitmap.js';
import { comparePointIds, type PointId } from './point-id.js';

/** Gives each point a row in the collection's columns; a deleted point's row is used again. */
export class PointRows {
  readonly live = new Bitmap();
  readonly #ids: (PointId | undefined)[] = [];
  readonly #rows = new Map<PointId, number>();
  readonly #free: number[] = [];
  /** Rows in the order of their ids, as of the last time that someone asked. */
  #ordered: number[] = [];
  readonly #addedSince = new Set<number>();
  readonly #removedSince = new Set<number>();

  get size(): number {
    return this.#rows.size;
  }

  rowOf(id: PointId): number | undefined {
    return this.#rows.get(id);
  }

  idOf(row: number): PointId {
    return this.#ids[row] ?? 0;
  }

  /** The point's row, a new one where it has none. */
  add(id: PointId): number {
    const existing = this.#rows.get(id);
    if (existing !== undefined) return existing;
    const row = this.#free.pop() ?? this.#ids.length;
    this.#ids[row] = id;
    this.#rows.set(id, row);
    this.live.add(row);
    this.#addedSince.add(row);
    return row;
  }

  delete(row: number): void {
    this.#rows.delete(this.idOf(row));
    this.#ids[row] = undefined;
    this.#free.push(row);
    this.live.delete(row);
    this.#removedSince.add(row);
    this.#addedSince.delete(row);
  }

  precedes = (row: number, other: number): boolean => this.#compare(row, other) < 0;

  /** Up to `limit` of the rows, in the order of their ids, from `start` on (inclusive). */
  page(rows: Bitmap, start: PointId | undefined, limit: number): number[] {
    const ordered = this.#byId();
    const page: number[] = [];
    for (let i = start === undefined ? 0 : this.#firstFrom(ordered, start); i < ordered.length; i++) {
      const row = ordered[i] ?? 0;
      if (!rows.has(row)) continue;
      page.push(row);
      if (page.length === limit) break;
    }
    return page;
  }

  #compare(row: number, other: number): number {
    return comparePointIds(this.idOf(row), this.idOf(other));
  }

  #firstFrom(ordered: number[], start: PointId): number {
    let low = 0;
    let high = ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePointIds(this.idOf(ordered[middle] ?? 0), start) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Merges what changed into the known order, so that a page after a write need not sort everything. */
  #byId(): number[] {
    if (this.#addedSince.size + this.#removedSince.size === 0) return this.#ordered;
    const kept = this.#ordered.filter((row) => !this.#removedSince.has(row));
    const added = [...this.#addedSince].sort((a, b) => this.#compare(a, b));
    const merged: number[] = [];
    let next = 0;
    for (const row of kept) {
      for (; next < added.length && this.#compare(added[next] ?? 0, row) < 0; next++)
        merged.push(added[next] ?? 0);
      merged.push(row);
    }
    for (; next < added.length; next++) merged.push(added[next] ?? 0);
    this.#ordered = merged;
    this.#addedSince.clear();
    this.#removedSince.clear();
    return merged;
  }
}
