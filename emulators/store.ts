import { type Database, open, type RootDatabase } from 'lmdb';

/** Ordered: compared element by element, numbers before strings. */
export type Key = (string | number)[];

/** One entry of an exported state: table, key, value in base64. */
export type StateEntry = [table: string, key: Key, value: string];

export interface Range {
  start?: Key;
  /** Exclusive; with `reverse`, the range runs from `start` down to `end`. */
  end?: Key;
  reverse?: boolean;
  limit?: number;
}

/** An ordered map on disk. Reads see every earlier write, also inside a running transaction. */
export class Table {
  readonly #database: Database<Buffer, Key>;

  constructor(database: Database<Buffer, Key>) {
    this.#database = database;
  }

  get(key: Key): Buffer | undefined {
    return this.#database.get(key);
  }

  put(key: Key, value: Buffer): void {
    this.#database.putSync(key, value);
  }

  delete(key: Key): boolean {
    return this.#database.removeSync(key);
  }

  *entries(range: Range = {}): Iterable<{ key: Key; value: Buffer }> {
    for (const { key, value } of this.#database.getRange(range)) {
      // LMDB reads a key of one element back as that element.
      yield { key: Array.isArray(key) ? key : [key], value };
    }
  }

  count(range: Range = {}): number {
    return this.#database.getCount(range);
  }

  clear(): void {
    this.#database.clearSync();
  }
}

/**
 * An emulator's state on disk (LMDB). What a transaction wrote is there after `kill -9`;
 * after a power cut the last few transactions may be missing, never a part of one.
 */
export class Store {
  readonly #root: RootDatabase;
  readonly #tables = new Map<string, Table>();

  constructor(folder: string, tables: readonly string[]) {
    this.#root = open({ path: folder, noSync: true, maxDbs: tables.length + 1 });
    for (const name of tables) {
      this.#tables.set(
        name,
        new Table(
          this.#root.openDB<Buffer, Key>({ name, encoding: 'binary', keyEncoding: 'ordered-binary' }),
        ),
      );
    }
  }

  table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`This store has no table ${name}`);
    return table;
  }

  /** All or nothing; nested calls join the outer transaction. */
  transaction<T>(work: () => T): T {
    return this.#root.transactionSync(work);
  }

  export(): StateEntry[] {
    const entries: StateEntry[] = [];
    for (const [name, table] of this.#tables) {
      for (const { key, value } of table.entries()) entries.push([name, key, value.toString('base64')]);
    }
    return entries;
  }

  import(entries: StateEntry[]): void {
    this.transaction(() => {
      this.clear();
      for (const [name, key, value] of entries) this.table(name).put(key, Buffer.from(value, 'base64'));
    });
  }

  clear(): void {
    for (const table of this.#tables.values()) table.clear();
  }

  async close(): Promise<void> {
    await this.#root.flushed;
    await this.#root.close();
  }
}
