import {
  type CollectionReference,
  type DocumentData,
  type Firestore,
  Timestamp,
  type Transaction,
} from '@google-cloud/firestore';
import type { Clock } from '../../clock.js';
import type { SourceRecord } from '../../ingestion/source-record.js';
import { sameHashes } from '../../title/hashes.js';
import type { Title } from '../../title/title.js';
import type { TitleId } from '../../title/title-id.js';
import type {
  CatalogueEntry,
  CatalogueSlot,
  CatalogueTransaction,
  NameIndex,
  TitleHashes,
  TitleStore,
} from '../../title/title-store.js';
import { withDeadline } from '../google/reach.js';
import { documentId } from './document-id.js';
import { CALL_DEADLINE_MS, transact } from './firestore.js';
import { type Read, sharedReads } from './shared-reads.js';

/** Merges after merges: resolution keeps chains short, this ends one that is broken into a circle. */
const LONGEST_ALIAS_CHAIN = 8;
/** Pub/Sub delivers a message, and its dead letter, for at most a month; then Firestore deletes (storage-layout.ts). */
const OUTCOME_LIFETIME_MS = 31 * 86_400_000;

type Decode<Value> = (data: DocumentData) => Value;

/**
 * The catalogue in the database `catalogue`. What is read by key and never queried is one string of JSON:
 * it costs a tenth of the processor time of a map of fields.
 *
 * - `titles/{id}`: `{ body, hashes, indexed, created_at }` or `{ alias_of }`; body is the JSON of
 *   `{ title, search_text }`
 * - `records/{id}`: `{ body }`, the JSON of SourceRecord[]
 * - `keys/{key}`: `{ title }`
 * - `names/{name}`: `{ body }`, the JSON of NameIndex
 * - `outcomes/{name}`: `{ body, expires_at }`, whatever the step noted
 */
export function firestoreTitles(db: Firestore, clock: Clock): TitleStore {
  const read = sharedReads(db);
  const slots = (ids: readonly TitleId[]) => documents(read, db.collection('titles'), ids, slotFrom);

  const get = async (id: TitleId): Promise<Title | undefined> => {
    let next = id;
    for (let hop = 0; hop <= LONGEST_ALIAS_CHAIN; hop++) {
      const slot = (await slots([next])).get(next);
      if (!slot || 'entry' in slot) return slot?.entry.title;
      next = slot.alias_of;
    }
    return undefined;
  };

  return {
    get,
    slots,
    async byKeys(keys) {
      const found = await documents(read, db.collection('keys'), keys, titleIdFrom);
      for (const key of keys) {
        const id = found.get(key);
        const title = id && (await get(id));
        if (title) return title;
      }
      return undefined;
    },
    markIndexed: (marks) => transact(db, (transaction) => markIndexed(db, transaction, marks)),
    transact: (work) => transact(db, (transaction) => work(catalogueTransaction(db, clock, transaction))),
  };
}

async function markIndexed(
  db: Firestore,
  transaction: Transaction,
  marks: readonly { id: TitleId; hashes: TitleHashes }[],
): Promise<TitleId[]> {
  if (marks.length === 0) return [];
  const refs = marks.map(({ id }) => db.collection('titles').doc(id));
  const reading = transaction.getAll(...refs, { fieldMask: ['hashes'] });
  const snapshots = await withDeadline('firestore', CALL_DEADLINE_MS, reading);
  return marks.flatMap(({ id, hashes }, i) => {
    const snapshot = snapshots[i];
    if (!snapshot?.exists) return [];
    const current: TitleHashes | undefined = snapshot.get('hashes');
    const isCurrent = current !== undefined && sameHashes(current, hashes);
    // An alias has no hashes, and nothing to note.
    if (current) transaction.update(snapshot.ref, { indexed: isCurrent ? hashes : null });
    return isCurrent ? [] : [id];
  });
}

function catalogueTransaction(db: Firestore, clock: Clock, transaction: Transaction): CatalogueTransaction {
  // Failures stay as the client gave them: it must see who was beaten by another writer, and start again.
  const read: Read = (refs) => withDeadline('firestore', CALL_DEADLINE_MS, transaction.getAll(...refs));
  const all = <Key extends string, Value>(name: string, keys: readonly Key[], decode: Decode<Value>) =>
    documents(read, db.collection(name), keys, decode);
  const put = (collection: string, id: string, data: DocumentData) => {
    transaction.set(db.collection(collection).doc(documentId(id)), data);
  };
  return {
    keys: (keys) => all('keys', keys, titleIdFrom),
    names: (names) => all('names', names, (data): NameIndex => JSON.parse(data['body'])),
    slots: (ids) => all('titles', ids, slotFrom),
    records: (ids) => all('records', ids, (data): SourceRecord[] => JSON.parse(data['body'])),
    outcome: async (name) => {
      const found = await all('outcomes', [name], (data): unknown => JSON.parse(data['body']));
      return found.get(name);
    },
    putKey: (key, id) => put('keys', key, { title: id }),
    putNames: (name, index) => put('names', name, { body: JSON.stringify(index) }),
    putSlot: (id, slot) => put('titles', id, slotDocument(slot)),
    putRecords: (id, records) => put('records', id, { body: JSON.stringify(records) }),
    putOutcome: (name, outcome) => {
      const expires_at = Timestamp.fromMillis(clock.now() + OUTCOME_LIFETIME_MS);
      put('outcomes', name, { body: JSON.stringify(outcome), expires_at });
    },
  };
}

/** The documents that are there, by the key that was asked, in one call. */
async function documents<Key extends string, Value>(
  read: Read,
  collection: CollectionReference,
  keys: readonly Key[],
  decode: Decode<Value>,
): Promise<Map<Key, Value>> {
  const wanted = [...new Set(keys)];
  if (wanted.length === 0) return new Map();
  const snapshots = await read(wanted.map((key) => collection.doc(documentId(key))));
  const found = new Map<Key, Value>();
  wanted.forEach((key, i) => {
    const data = snapshots[i]?.data();
    if (data) found.set(key, decode(data));
  });
  return found;
}

function titleIdFrom(data: DocumentData): TitleId {
  return data['title'];
}

function slotDocument(slot: CatalogueSlot): DocumentData {
  if ('alias_of' in slot) return { alias_of: slot.alias_of };
  const { title, search_text, hashes, indexed, created_at } = slot.entry;
  return { body: JSON.stringify({ title, search_text }), hashes, indexed, created_at };
}

function slotFrom(data: DocumentData): CatalogueSlot {
  if (data['alias_of']) return { alias_of: data['alias_of'] };
  const body: Pick<CatalogueEntry, 'title' | 'search_text'> = JSON.parse(data['body']);
  const { hashes, indexed, created_at } = data;
  return { entry: { ...body, hashes, indexed, created_at } };
}
