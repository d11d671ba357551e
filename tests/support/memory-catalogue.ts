import type { SourceRecord } from '../../shared/ingestion/source-record.js';
import type { TitleId } from '../../shared/title/title-id.js';
import type {
  CatalogueEntry,
  CatalogueSlot,
  CatalogueTransaction,
  NameIndex,
} from '../../shared/title/title-store.js';

/** The catalogue in memory, for the rules of resolution; the real store has its own contract suite. */
export class MemoryCatalogue implements CatalogueTransaction {
  readonly keyed = new Map<string, TitleId>();
  readonly named = new Map<string, NameIndex>();
  readonly slotted = new Map<TitleId, CatalogueSlot>();
  readonly recorded = new Map<TitleId, SourceRecord[]>();
  readonly outcomes = new Map<string, unknown>();

  async keys(keys: readonly string[]) {
    return pick(this.keyed, keys);
  }
  async names(names: readonly string[]) {
    return pick(this.named, names);
  }
  async slots(ids: readonly TitleId[]) {
    return pick(this.slotted, ids);
  }
  async records(ids: readonly TitleId[]) {
    return pick(this.recorded, ids);
  }
  async outcome(name: string) {
    return this.outcomes.get(name);
  }
  putKey(key: string, id: TitleId) {
    this.keyed.set(key, id);
  }
  putNames(name: string, index: NameIndex) {
    this.named.set(name, index);
  }
  putSlot(id: TitleId, slot: CatalogueSlot) {
    this.slotted.set(id, slot);
  }
  putRecords(id: TitleId, records: readonly SourceRecord[]) {
    this.recorded.set(id, [...records]);
  }
  putOutcome(name: string, outcome: unknown) {
    this.outcomes.set(name, outcome);
  }

  /** The titles that are not aliases. */
  entries(): CatalogueEntry[] {
    return [...this.slotted.values()].flatMap((slot) => ('entry' in slot ? [slot.entry] : []));
  }
}

function pick<K, V>(map: ReadonlyMap<K, V>, keys: readonly K[]): Map<K, V> {
  return new Map(keys.flatMap((key) => (map.has(key) ? [[key, map.get(key) as V] as const] : [])));
}
