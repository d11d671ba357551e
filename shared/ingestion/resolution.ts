import { hashesOf, sameHashes, vectorsDiffer } from '../title/hashes.js';
import { type TitleId, titleIdFrom } from '../title/title-id.js';
import type { CatalogueEntry, CatalogueSlot, CatalogueTransaction, NameIndex } from '../title/title-store.js';
import { familyOf, identityKeys, nameKeys } from './identity.js';
import { candidatesOf, matchByName } from './ladder.js';
import { mergeRecords } from './merge.js';
import type { ResolvedTitle } from './page.js';
import type { SourceRecord } from './source-record.js';

/** A name that more titles share does not identify: its list stays bounded and is no longer consulted. */
const MAX_TITLES_OF_A_NAME = 100;
/** Merges of merges are followed this far. */
const MAX_ALIAS_HOPS = 8;

export interface Resolution {
  titles: ResolvedTitle[];
  /** Records that joined a title which another record had made. */
  merged: number;
  merges: { from: TitleId; into: TitleId }[];
}

/**
 * Finds for every record the title that it speaks of, or makes one, and writes what follows: one atomic step.
 * Resolving the same records again writes the same again.
 * @param now epoch milliseconds
 */
export async function resolveRecords(
  transaction: CatalogueTransaction,
  records: readonly SourceRecord[],
  now: number,
): Promise<Resolution> {
  const workspace = await Workspace.load(transaction, records, now);
  let merged = 0;
  for (const record of records) {
    const id = workspace.place(record);
    if (id !== ownId(record)) merged++;
  }
  return { ...workspace.write(transaction), merged };
}

/** The id of a title that this record makes. */
function ownId(record: SourceRecord): TitleId {
  return titleIdFrom(record.provider, record.id);
}

/** The part of the catalogue that a page touches, in memory. */
class Workspace {
  readonly #now: number;
  readonly #keys: Map<string, TitleId>;
  readonly #names: Map<string, NameIndex>;
  readonly #slots: Map<TitleId, CatalogueSlot>;
  readonly #records: Map<TitleId, SourceRecord[]>;
  readonly #newKeys = new Map<string, TitleId>();
  readonly #newNames = new Set<string>();
  readonly #touched = new Set<TitleId>();
  readonly #aliases = new Map<TitleId, TitleId>();

  private constructor(
    now: number,
    keys: Map<string, TitleId>,
    names: Map<string, NameIndex>,
    slots: Map<TitleId, CatalogueSlot>,
    records: Map<TitleId, SourceRecord[]>,
  ) {
    this.#now = now;
    this.#keys = keys;
    this.#names = names;
    this.#slots = slots;
    this.#records = records;
  }

  static async load(
    transaction: CatalogueTransaction,
    records: readonly SourceRecord[],
    now: number,
  ): Promise<Workspace> {
    const wantedKeys = records.flatMap((record) => [
      ...identityKeys(record),
      ...(record.series ? [record.series] : []),
    ]);
    const [keys, names] = await Promise.all([
      transaction.keys([...new Set(wantedKeys)]),
      transaction.names([...new Set(records.flatMap(nameKeys))]),
    ]);
    const slots = new Map<TitleId, CatalogueSlot>();
    let unread = [
      ...keys.values(),
      ...[...names.values()].flatMap((index) => Object.keys(index) as TitleId[]),
    ];
    for (let hop = 0; hop < MAX_ALIAS_HOPS && unread.length > 0; hop++) {
      const read = await transaction.slots([...new Set(unread)]);
      for (const [id, slot] of read) slots.set(id, slot);
      unread = [...read.values()].flatMap((slot) =>
        'alias_of' in slot ? [slot.alias_of] : (slot.entry.title.series_id ?? []),
      );
      unread = unread.filter((id) => !slots.has(id));
    }
    const living = [...slots].flatMap(([id, slot]) => ('entry' in slot ? [id] : []));
    return new Workspace(now, keys, names, slots, await transaction.records(living));
  }

  /** Gives the record to its title and returns the title's id. */
  place(record: SourceRecord): TitleId {
    const named = this.#titlesById(record);
    // A series' id may be claimed by its episodes before any record of it came: the name still decides.
    const id =
      named.find((known) => this.#exists(known)) ?? this.#titleByName(record) ?? named[0] ?? ownId(record);
    for (const other of named) if (other !== id) this.#join(other, id);
    this.#claim(record, id);
    this.#put(record, id);
    return id;
  }

  write(transaction: CatalogueTransaction): Omit<Resolution, 'merged'> {
    const titles: ResolvedTitle[] = [];
    for (const id of this.#touched) {
      const resolved = this.#writeTitle(transaction, id);
      if (resolved) titles.push(resolved);
    }
    for (const [from, into] of this.#aliases) {
      transaction.putSlot(from, { alias_of: into });
      transaction.putRecords(from, []);
      titles.push({ id: from, embed: false, deleted: true });
    }
    for (const [key, id] of this.#newKeys) transaction.putKey(key, id);
    for (const name of this.#newNames) transaction.putNames(name, this.#names.get(name) ?? {});
    return { titles, merges: [...this.#aliases].map(([from, into]) => ({ from, into })) };
  }

  #canonical(id: TitleId): TitleId {
    let at = id;
    for (let hop = 0; hop < MAX_ALIAS_HOPS; hop++) {
      const slot = this.#slots.get(at);
      const next = this.#aliases.get(at) ?? (slot && 'alias_of' in slot ? slot.alias_of : undefined);
      if (!next) break;
      at = next;
    }
    return at;
  }

  #titleOfKey(key: string): TitleId | undefined {
    const id = this.#newKeys.get(key) ?? this.#keys.get(key);
    return id && this.#canonical(id);
  }

  #exists(id: TitleId): boolean {
    return this.#records.has(id) || this.#entry(id) !== undefined;
  }

  /** The titles that the record's ids name, the one that stays in a merge first. */
  #titlesById(record: SourceRecord): TitleId[] {
    const family = familyOf(record.facts.type);
    const hits = identityKeys(record).flatMap((key) => this.#titleOfKey(key) ?? []);
    const sameFamily = (id: TitleId) =>
      (this.#records.get(id) ?? []).every(({ facts }) => familyOf(facts.type) === family);
    return [...new Set(hits)].filter(sameFamily).sort((a, b) => {
      const [ageA, ageB] = [this.#createdAt(a), this.#createdAt(b)];
      return ageA < ageB ? -1 : ageA > ageB ? 1 : a < b ? -1 : 1;
    });
  }

  #titleByName(record: SourceRecord): TitleId | undefined {
    const candidates = nameKeys(record).flatMap((name) => {
      const index = this.#names.get(name) ?? {};
      return Object.keys(index).length > MAX_TITLES_OF_A_NAME ? [] : candidatesOf(index);
    });
    const possible = candidates
      .map((candidate) => ({ ...candidate, id: this.#canonical(candidate.id) }))
      .filter((candidate) => !this.#contradicts(record, candidate.id));
    return matchByName(record, possible)?.id;
  }

  /** A provider lists a title once, one title has one id of each well-known kind, an episode has one series. */
  #contradicts(record: SourceRecord, id: TitleId): boolean {
    const [mySeries, itsSeries] = [record.series && this.#titleOfKey(record.series), this.#seriesOf(id)];
    if (mySeries && itsSeries && mySeries !== itsSeries) {
      // Of a series that has not come yet, nobody knows whether it will join the other.
      if (this.#exists(mySeries) && this.#exists(itsSeries)) return true;
    }
    const mine = record.facts.external_ids ?? {};
    return (this.#records.get(id) ?? []).some((other) => {
      if (other.provider === record.provider) return other.id !== record.id;
      const theirs = other.facts.external_ids ?? {};
      return ['eidr', 'imdb', 'tmdb'].some(
        (scheme) => mine[scheme] && theirs[scheme] && mine[scheme] !== theirs[scheme],
      );
    });
  }

  #seriesOf(id: TitleId): TitleId | undefined {
    const keys = [...new Set((this.#records.get(id) ?? []).flatMap(({ series }) => series ?? []))];
    const named = keys.flatMap((key) => this.#titleOfKey(key) ?? [])[0];
    const before = this.#entry(id)?.title.series_id;
    // Where providers name two series that are not one, pages of the one and the other must not take turns.
    const series = keys.length > 1 ? (before ?? named) : (named ?? before);
    return series ? this.#canonical(series) : undefined;
  }

  #claim(record: SourceRecord, id: TitleId): void {
    for (const key of identityKeys(record)) {
      const there = this.#titleOfKey(key);
      if (!there || there === id) this.#setKey(key, id);
    }
    // A series may come after its episodes: its key is claimed for the title that it will make.
    if (record.series && !this.#titleOfKey(record.series)) {
      const [provider = '', ...rest] = record.series.split(':');
      this.#setKey(record.series, titleIdFrom(provider, rest.join(':')));
    }
    for (const name of nameKeys(record)) {
      const index = this.#names.get(name) ?? {};
      const there = index[id];
      if (!there && Object.keys(index).length > MAX_TITLES_OF_A_NAME) continue;
      const entry = nameEntry(record);
      if (there && !tellsMore(entry, there)) continue;
      this.#names.set(name, { ...index, [id]: there ? filledIn(there, entry) : entry });
      this.#newNames.add(name);
    }
  }

  #setKey(key: string, id: TitleId): void {
    if (this.#keys.get(key) !== id) this.#newKeys.set(key, id);
  }

  #put(record: SourceRecord, id: TitleId): void {
    const before = this.#records.get(id) ?? [];
    const same = before.find((other) => other.provider === record.provider && other.id === record.id);
    this.#touched.add(id);
    if (same && same.seen_at > record.seen_at) return;
    this.#records.set(id, [...before.filter((other) => other !== same), record]);
  }

  #join(from: TitleId, into: TitleId): void {
    const moved = this.#records.get(from) ?? [];
    this.#aliases.set(from, into);
    this.#touched.delete(from);
    this.#records.delete(from);
    for (const record of moved) {
      for (const key of identityKeys(record)) this.#setKey(key, into);
      this.#put(record, into);
    }
  }

  #writeTitle(transaction: CatalogueTransaction, id: TitleId): ResolvedTitle | undefined {
    const records = this.#records.get(id) ?? [];
    const before = this.#entry(id);
    const merged = mergeRecords(id, records, this.#now);
    const title = { ...merged, series_id: this.#seriesOf(id) ?? null };
    const search_text = records
      .map((record) => record.search_text)
      .filter(Boolean)
      .sort()
      .join('\n');
    const at = new Date(this.#now).toISOString();
    const hashes = hashesOf({ title: { ...title, last_updated: at }, search_text });
    transaction.putRecords(id, records);
    if (!before || !sameHashes(hashes, before.hashes)) {
      const indexed = before?.indexed ?? null;
      const created_at = before?.created_at ?? at;
      transaction.putSlot(id, {
        entry: { title: { ...title, last_updated: at }, search_text, hashes, indexed, created_at },
      });
    }
    if (before && sameHashes(hashes, before.indexed)) return undefined;
    return { id, embed: vectorsDiffer(hashes, before?.indexed ?? null), deleted: false };
  }

  #entry(id: TitleId): CatalogueEntry | undefined {
    const slot = this.#slots.get(id);
    return slot && 'entry' in slot ? slot.entry : undefined;
  }

  /** Titles that are made in this very page are the youngest. */
  #createdAt(id: TitleId): string {
    return this.#entry(id)?.created_at ?? '9999';
  }
}

function nameEntry({ facts }: SourceRecord): NameIndex[TitleId] {
  return {
    names: [facts.title, facts.original_title ?? ''].filter(Boolean),
    year: facts.year ?? null,
    family: familyOf(facts.type),
    runtime: facts.runtime ?? null,
  };
}

function tellsMore(entry: NameIndex[TitleId], there: NameIndex[TitleId]): boolean {
  return (there.year === null && entry.year !== null) || (there.runtime === null && entry.runtime !== null);
}

function filledIn(there: NameIndex[TitleId], entry: NameIndex[TitleId]): NameIndex[TitleId] {
  return { ...there, year: there.year ?? entry.year, runtime: there.runtime ?? entry.runtime };
}
