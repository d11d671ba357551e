import type { TmdbKind } from '../../shared/ingestion/tmdb-provider.js';
import type { Store } from '../store.js';

export const changeTables = ['changes', 'overlays'] as const;

/** Which titles were edited when, and how. */
export class Changes {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @param edited fields of the details that are different from now on */
  add(kind: TmdbKind, number: number, at: number, edited: Readonly<Record<string, unknown>>): void {
    this.#store.transaction(() => {
      this.#store.table('changes').put([kind, at, number], Buffer.alloc(0));
      const overlay = JSON.stringify({ ...this.overlay(kind, number), ...edited });
      this.#store.table('overlays').put([kind, number], Buffer.from(overlay));
    });
  }

  /** The fields that differ from the catalogue's. */
  overlay(kind: TmdbKind, number: number): Record<string, unknown> {
    const stored = this.#store.table('overlays').get([kind, number]);
    return stored ? (JSON.parse(stored.toString()) as Record<string, unknown>) : {};
  }

  /** Numbers of the titles edited from one instant up to another (epoch milliseconds), each once, the latest first. */
  between(kind: TmdbKind, from: number, to: number): number[] {
    const range = { start: [kind, from], end: [kind, to] };
    const numbers = [...this.#store.table('changes').entries(range)].map(({ key }) => Number(key[2]));
    return [...new Set(numbers.reverse())];
  }
}
