import type { SourceRecord } from '../ingestion/source-record.js';
import type { Title } from './title.js';
import type { TitleId } from './title-id.js';

/** What decides which of embed, index and set-payload must run for a title. */
export interface TitleHashes {
  /** Of the words that are embedded and searched. */
  text: string;
  /** Of the structured facts behind the facts vector. */
  facts: string;
  /** Of everything else that an answer or a filter shows. */
  payload: string;
}

/** A title as it is kept: what readers see, and what ingestion must remember about it. */
export interface CatalogueEntry {
  title: Title;
  /** Words that can be searched but are not shown. */
  search_text: string;
  hashes: TitleHashes;
  /** The hashes that the search index holds; null until the first time. */
  indexed: TitleHashes | null;
  /** When the title first came, ISO 8601; decides who stays in a merge. */
  created_at: string;
}

/** A place in the catalogue: a title, or the alias that a merge left. */
export type CatalogueSlot = { entry: CatalogueEntry } | { alias_of: TitleId };

/** Titles of one normalised name. */
export type NameIndex = Record<
  TitleId,
  { names: string[]; year: number | null; family: string; runtime: number | null }
>;

/** Reads and writes of one atomic step of resolution. All reads come before the first write. */
export interface CatalogueTransaction {
  keys(keys: readonly string[]): Promise<Map<string, TitleId>>;
  names(names: readonly string[]): Promise<Map<string, NameIndex>>;
  slots(ids: readonly TitleId[]): Promise<Map<TitleId, CatalogueSlot>>;
  records(ids: readonly TitleId[]): Promise<Map<TitleId, SourceRecord[]>>;
  putKey(key: string, id: TitleId): void;
  putNames(name: string, index: NameIndex): void;
  putSlot(id: TitleId, slot: CatalogueSlot): void;
  putRecords(id: TitleId, records: readonly SourceRecord[]): void;
  /** What an earlier run of the same step noted under this name, e.g. a page of an ingestion run. */
  outcome(name: string): Promise<unknown>;
  /** Noted together with the writes, so that a step that is called again knows what it did. */
  putOutcome(name: string, outcome: unknown): void;
}

/** The catalogue's durable truth. */
export interface TitleStore {
  /** Follows aliases; undefined where there is no such title. */
  get(id: TitleId): Promise<Title | undefined>;
  /** By a key of identity (see shared/ingestion/identity.ts), first match wins; follows aliases. */
  byKeys(keys: readonly string[]): Promise<Title | undefined>;
  /** The slots themselves, aliases not followed; absent ids are left out. */
  slots(ids: readonly TitleId[]): Promise<Map<TitleId, CatalogueSlot>>;
  /**
   * Notes what the index now holds. Answers the titles that changed meanwhile: for them `indexed` becomes null,
   * because an older state may have overwritten a newer one in the index, and they must be indexed again.
   */
  markIndexed(marks: readonly { id: TitleId; hashes: TitleHashes }[]): Promise<TitleId[]>;
  /** Runs again from the start when another writer came between. */
  transact<T>(work: (transaction: CatalogueTransaction) => Promise<T>): Promise<T>;
}
