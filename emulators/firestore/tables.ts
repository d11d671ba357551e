import type { Key, Store, Table } from '../store.js';
import type { EncodedDocument } from './document.js';
import { collectionIdOf, type DocumentName } from './names.js';

export const tableNames = ['documents', 'collections', 'outcomes', 'times'] as const;

/** Part of a collection by document id; both bounds inclusive. */
export interface IdRange {
  from?: string | undefined;
  to?: string | undefined;
  reverse?: boolean | undefined;
}

export interface StoredDocument {
  name: DocumentName;
  document: EncodedDocument;
}

/** What queries read: the present state, or an earlier one (see history.ts). */
export interface Reader {
  get(name: DocumentName): EncodedDocument | undefined;
  /** The documents of one collection in the order of their ids. */
  scan(database: string, collection: string, range?: IdRange): Iterable<StoredDocument>;
  /** Paths of the collections that hold documents: those of one collection id, or of all ids. */
  collections(database: string, collectionId?: string): Iterable<string>;
}

/** A character below every other, so that a key made with it comes right after all keys of its prefix. */
const LOWEST = '\u0000';

/**
 * The documents on disk. `documents` maps [database, collection path, id] to the encoded document, so that a
 * collection is one range of keys; `collections` lists [database, collection id, collection path] of every
 * collection that is not empty.
 */
export class Documents implements Reader {
  readonly #documents: Table;
  readonly #collections: Table;

  constructor(store: Store) {
    this.#documents = store.table('documents');
    this.#collections = store.table('collections');
  }

  get(name: DocumentName): EncodedDocument | undefined {
    return this.#documents.get(keyOf(name));
  }

  put(name: DocumentName, document: EncodedDocument): void {
    this.#documents.put(keyOf(name), document);
    const entry = collectionKey(name);
    if (!this.#collections.get(entry)) this.#collections.put(entry, Buffer.from(LOWEST));
  }

  delete(name: DocumentName): void {
    this.#documents.delete(keyOf(name));
    for (const _ of this.scan(name.database, name.collection)) return;
    this.#collections.delete(collectionKey(name));
  }

  *scan(database: string, collection: string, range: IdRange = {}): Iterable<StoredDocument> {
    const first: Key = [database, collection, range.from ?? ''];
    const last: Key =
      range.to === undefined ? [database, collection + LOWEST] : [database, collection, range.to + LOWEST];
    const bounds = range.reverse ? { start: last, end: first, reverse: true } : { start: first, end: last };
    for (const { key, value } of this.#documents.entries(bounds)) {
      yield { name: { database, collection, id: String(key[2]) }, document: value };
    }
    if (!range.reverse || range.from === undefined) return;
    // The end of a range is exclusive, also when it is walked backwards.
    const name = { database, collection, id: range.from };
    const document = this.get(name);
    if (document) yield { name, document };
  }

  *collections(database: string, collectionId?: string): Iterable<string> {
    const start: Key = collectionId === undefined ? [database] : [database, collectionId];
    const end: Key = collectionId === undefined ? [database + LOWEST] : [database, collectionId + LOWEST];
    for (const { key } of this.#collections.entries({ start, end })) yield String(key[2]);
  }
}

function keyOf(name: DocumentName): Key {
  return [name.database, name.collection, name.id];
}

function collectionKey(name: DocumentName): Key {
  return [name.database, collectionIdOf(name.collection), name.collection];
}
