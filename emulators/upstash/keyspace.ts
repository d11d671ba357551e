import { RedisError } from './reply.js';
import type { SortedSet } from './sorted-set.js';

/** The data types. Strings are binary: one character a byte, so that comparing them compares bytes. */
export interface Kinds {
  string: string;
  hash: Map<string, string>;
  list: string[];
  set: Set<string>;
  zset: SortedSet;
}

export type Kind = keyof Kinds;

export type Entry = { [K in Kind]: { kind: K; value: Kinds[K]; expiresAt?: number | undefined } }[Kind];

/** Upstash's limit on a key, in bytes. */
export const KEY_LIMIT = 32 * 1024;

/**
 * The keys in memory. A key whose time is over counts as absent but stays until something is written to it or the
 * journal is rewritten, so that reading changes nothing and the journal of writes alone rebuilds the same state.
 */
export class Keyspace {
  /** The instant at which the current command runs, epoch milliseconds. */
  now = 0;
  #entries = new Map<string, Entry>();

  entry(key: string): Entry | undefined {
    checkKey(key);
    const entry = this.#entries.get(key);
    return entry?.expiresAt !== undefined && entry.expiresAt <= this.now ? undefined : entry;
  }

  /** undefined when absent; throws when the key holds another type. */
  read<K extends Kind>(kind: K, key: string): Kinds[K] | undefined {
    const entry = this.entry(key);
    if (!entry) return undefined;
    if (entry.kind !== kind) {
      throw new RedisError('WRONGTYPE Operation against a key holding the wrong kind of value');
    }
    return entry.value as Kinds[K];
  }

  /** What the key holds, or the given new value put there. */
  open<K extends Kind>(kind: K, key: string, create: () => Kinds[K]): Kinds[K] {
    const present = this.read(kind, key);
    if (present !== undefined) return present;
    const value = create();
    this.put(key, kind, value);
    return value;
  }

  put<K extends Kind>(key: string, kind: K, value: Kinds[K], expiresAt?: number): void {
    checkKey(key);
    this.#entries.set(key, { kind, value, expiresAt } as Entry);
  }

  delete(key: string): boolean {
    const present = this.entry(key) !== undefined;
    this.#entries.delete(key);
    return present;
  }

  /** A collection without members does not exist. */
  dropIfEmpty(key: string): void {
    const entry = this.entry(key);
    if (!entry || entry.kind === 'string') return;
    const size = Array.isArray(entry.value) ? entry.value.length : entry.value.size;
    if (size === 0) this.#entries.delete(key);
  }

  /** Sets (or with undefined removes) the instant at which the key ends; an instant that is past deletes it. */
  expire(key: string, at: number | undefined): void {
    const entry = this.entry(key);
    if (!entry) return;
    if (at !== undefined && at <= this.now) this.#entries.delete(key);
    else entry.expiresAt = at;
  }

  /** Gives the memory of keys back whose time is over. */
  dropExpired(): void {
    for (const [key, { expiresAt }] of this.#entries)
      if (expiresAt !== undefined && expiresAt <= this.now) this.#entries.delete(key);
  }

  *live(): Iterable<[key: string, entry: Entry]> {
    for (const [key] of this.#entries) {
      const entry = this.entry(key);
      if (entry) yield [key, entry];
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}

/** Throws when the key is longer than Upstash takes. */
export function checkKey(key: string): void {
  if (key.length > KEY_LIMIT) {
    throw new RedisError(`ERR max key size exceeded. Limit: ${KEY_LIMIT} bytes, Actual: ${key.length} bytes`);
  }
}
