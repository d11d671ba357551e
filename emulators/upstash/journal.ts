import type { Store } from '../store.js';

/** A command that changed something, and the suite's instant at which it ran. */
export interface Change {
  at: number;
  words: string[];
}

const TABLE = 'journal';
/** Changes and bytes up to which a journal is left as it is. */
const SMALLEST_REWRITE = { changes: 20_000, bytes: 2 ** 26 };

/** The changes in their order, on disk: running them again rebuilds the keys. */
export class Journal {
  static readonly tables = [TABLE] as const;
  readonly #store: Store;
  #pending: Change[] = [];
  #length = 0;
  #bytes = 0;
  #worthRewriting = SMALLEST_REWRITE;

  constructor(store: Store) {
    this.#store = store;
  }

  append(change: Change): void {
    this.#pending.push(change);
  }

  /** All that was appended reaches the disk, or nothing of it. */
  commit(): void {
    if (this.#pending.length === 0) return;
    const changes = this.#pending;
    this.#pending = [];
    this.#store.transaction(() => this.#write(changes));
  }

  /** Whether so much was appended since the last rewriting that most of it is likely outdated. */
  get long(): boolean {
    return this.#length > this.#worthRewriting.changes || this.#bytes > this.#worthRewriting.bytes;
  }

  /** Replaces the whole by fewer changes that come to the same. */
  rewrite(changes: Iterable<Change>): void {
    this.#store.transaction(() => {
      this.#store.table(TABLE).clear();
      this.#length = 0;
      this.#bytes = 0;
      this.#write(changes);
    });
    this.#worthRewriting = {
      changes: Math.max(SMALLEST_REWRITE.changes, this.#length * 2),
      bytes: Math.max(SMALLEST_REWRITE.bytes, this.#bytes * 2),
    };
  }

  *replay(): Iterable<Change> {
    this.#length = 0;
    this.#bytes = 0;
    for (const { key, value } of this.#store.table(TABLE).entries()) {
      this.#length = Number(key[0]) + 1;
      this.#bytes += value.length;
      const [at, ...words] = JSON.parse(value.toString()) as [number, ...string[]];
      yield { at, words };
    }
  }

  #write(changes: Iterable<Change>): void {
    const table = this.#store.table(TABLE);
    for (const { at, words } of changes) {
      const written = Buffer.from(JSON.stringify([at, ...words]));
      table.put([this.#length++], written);
      this.#bytes += written.length;
    }
  }
}
