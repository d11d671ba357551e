import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { disks } from './disk.js';

/** How long a committed transaction may be in the system's memory only, which a power cut takes away. */
const FLUSH_AFTER_MS = 1_000;

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
  readonly #write: <T>(work: () => T) => T;

  /** @param write runs a piece of work that changes the table */
  constructor(database: Database<Buffer, Key>, write: <T>(work: () => T) => T) {
    this.#database = database;
    this.#write = write;
  }

  get(key: Key): Buffer | undefined {
    return this.#database.get(key);
  }

  put(key: Key, value: Buffer): void {
    this.#write(() => this.#database.putSync(key, value));
  }

  delete(key: Key): boolean {
    return this.#write(() => this.#database.removeSync(key));
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
    this.#write(() => this.#database.clearSync());
  }
}

/**
 * Addresses set aside for a store, no memory: a map that grows keeps its smaller predecessors, and what was read through
 * each of them counts as memory again.
 */
const MAP_BYTES = 2 ** 36;

/**
 * An emulator's state on disk (LMDB). What a transaction wrote is there after `kill -9` as soon as it returns, and
 * after a power cut from about a second later on; docs/decisions/0010 says why not sooner.
 *
 * Writes throw DiskFull when the disk takes nothing of them. A disk that fails to keep what it took ends the process.
 */
export class Store {
  readonly #folder: string;
  readonly #root: RootDatabase;
  readonly #tables = new Map<string, Table>();
  readonly #file: number;
  #flush: NodeJS.Timeout | undefined;
  #flushed = Promise.resolve();

  constructor(folder: string, tables: readonly string[]) {
    this.#folder = folder;
    this.#root = open({ path: folder, noSync: true, maxDbs: tables.length + 1, mapSize: MAP_BYTES });
    for (const name of tables) {
      const database = this.#root.openDB<Buffer, Key>({
        name,
        encoding: 'binary',
        keyEncoding: 'ordered-binary',
      });
      this.#tables.set(name, new Table(database, (work) => this.#written(work)));
    }
    allocate(join(folder, 'lock.mdb'));
    this.#file = openSync(join(folder, 'data.mdb'), 'r+');
  }

  table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`This store has no table ${name}`);
    return table;
  }

  /** All or nothing; nested calls join the outer transaction. */
  transaction<T>(work: () => T): T {
    let failure: unknown;
    return this.#written(
      () =>
        this.#root.transactionSync(() => {
          try {
            return work();
          } catch (error) {
            failure = error;
            throw error;
          }
        }),
      (error) => error === failure,
    );
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
    this.#flushSoon();
    clearTimeout(this.#flush);
    await this.#flushNow();
    await this.#root.close();
    closeSync(this.#file);
  }

  /** Runs what changes the store. An error that is not the caller's own is the disk's. */
  #written<T>(work: () => T, isOwn: (error: unknown) => boolean = () => false): T {
    disks.check(this.#folder);
    try {
      const result = work();
      this.#flushSoon();
      return result;
    } catch (error) {
      throw isOwn(error) ? error : disks.refused(this.#folder, error);
    }
  }

  #flushSoon(): void {
    this.#flush ??= setTimeout(() => void this.#flushNow(), FLUSH_AFTER_MS).unref();
  }

  #flushNow(): Promise<void> {
    this.#flush = undefined;
    this.#flushed = this.#flushed.then(
      () =>
        new Promise((resolve) =>
          fdatasync(this.#file, (error) => {
            if (error) disks.failed(this.#folder, error);
            resolve();
          }),
        ),
    );
    return this.#flushed;
  }
}

/**
 * Gives a file all of its blocks. LMDB maps its lock file into memory and leaves holes in it; touching one on a disk
 * that has become full ends the process with SIGBUS.
 */
function allocate(file: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, readFileSync(handle), 0, undefined, 0);
  closeSync(handle);
}
