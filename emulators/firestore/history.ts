import type { EncodedDocument } from './document.js';
import { collectionIdOf, type DocumentName, fullName } from './names.js';
import type { IdRange, Reader, StoredDocument } from './tables.js';
import { compareText } from './value-order.js';

interface Overwritten {
  /** When this version stopped being the present one; microseconds. */
  until: number;
  name: DocumentName;
  /** Absent when the document did not exist before. */
  document: EncodedDocument | undefined;
}

/**
 * What was overwritten since the oldest open read-only transaction began, so that it keeps reading the state
 * that it began with. Nothing is kept while no such transaction is open.
 */
export class History {
  readonly #present: Reader;
  readonly #open = new Map<Snapshot, number>();
  #overwritten: Overwritten[] = [];

  constructor(present: Reader) {
    this.#present = present;
  }

  /** The state as of a commit time in microseconds, readable until it is closed. */
  open(at: number): Snapshot {
    const snapshot = new Snapshot(this.#present, () => this.#since(at));
    this.#open.set(snapshot, at);
    return snapshot;
  }

  close(snapshot: Snapshot): void {
    this.#open.delete(snapshot);
    const oldest = Math.min(...this.#open.values());
    this.#overwritten = this.#overwritten.filter((entry) => entry.until > oldest);
  }

  record(until: number, name: DocumentName, document: EncodedDocument | undefined): void {
    if (this.#open.size > 0) this.#overwritten.push({ until, name, document });
  }

  clear(): void {
    this.#overwritten = [];
  }

  #since(at: number): Overwritten[] {
    return this.#overwritten.filter((entry) => entry.until > at);
  }
}

/** An earlier state: the present one with what was overwritten since put back. */
export class Snapshot implements Reader {
  readonly #present: Reader;
  readonly #since: () => Overwritten[];

  constructor(present: Reader, since: () => Overwritten[]) {
    this.#present = present;
    this.#since = since;
  }

  get(name: DocumentName): EncodedDocument | undefined {
    const full = fullName(name);
    const entry = this.#since().find((candidate) => fullName(candidate.name) === full);
    return entry ? entry.document : this.#present.get(name);
  }

  *scan(database: string, collection: string, range: IdRange = {}): Iterable<StoredDocument> {
    const earlier = new Map<string, EncodedDocument | undefined>();
    for (const { name, document } of this.#since()) {
      const here = name.database === database && name.collection === collection;
      if (here && inRange(name.id, range) && !earlier.has(name.id)) earlier.set(name.id, document);
    }
    if (earlier.size === 0) {
      yield* this.#present.scan(database, collection, range);
      return;
    }
    const direction = range.reverse ? -1 : 1;
    const restored = [...earlier]
      .flatMap(([id, document]) => (document ? [{ name: { database, collection, id }, document }] : []))
      .sort((a, b) => direction * compareText(a.name.id, b.name.id));
    for (const stored of this.#present.scan(database, collection, range)) {
      while (restored[0] && direction * compareText(restored[0].name.id, stored.name.id) < 0) {
        yield restored.shift() as StoredDocument;
      }
      if (!earlier.has(stored.name.id)) yield stored;
    }
    yield* restored;
  }

  *collections(database: string, collectionId?: string): Iterable<string> {
    const paths = new Set(this.#present.collections(database, collectionId));
    for (const { name } of this.#since()) {
      if (name.database !== database) continue;
      if (collectionId === undefined || collectionIdOf(name.collection) === collectionId)
        paths.add(name.collection);
    }
    yield* paths;
  }
}

function inRange(id: string, range: IdRange): boolean {
  const { from, to } = range;
  return (from === undefined || compareText(id, from) >= 0) && (to === undefined || compareText(id, to) <= 0);
}
