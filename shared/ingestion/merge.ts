import type { Offer } from '../availability/offer.js';
import type { Title, TitleFacts } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';
import { declarationOf } from './declarations.js';
import type { SourceRecord } from './source-record.js';

const DAY_MS = 86_400_000;

type Merged = Omit<Title, 'last_updated' | 'series_id'>;
type FieldName = keyof SourceRecord['facts'];

const nothingKnown: Omit<TitleFacts, 'type' | 'title' | 'series_id'> = {
  original_title: null,
  year: null,
  release_date: null,
  runtime: null,
  language: null,
  countries: [],
  overview: null,
  tagline: null,
  genres: [],
  themes: [],
  moods: [],
  keywords: [],
  collection: null,
  certification: null,
  credits: { cast: [], directors: [], creators: [] },
  popularity_score: 0,
  average_rating: null,
  vote_count: 0,
  poster_url: null,
  external_ids: {},
  season: null,
  number: null,
};

/** Lists of what all providers say together; of every other field the most trusted provider's word counts. */
const united: readonly FieldName[] = ['genres', 'themes', 'moods', 'keywords'];
/** Taken together from the record with the most votes behind it. */
const voted: readonly FieldName[] = ['average_rating', 'vote_count', 'popularity_score'];

/**
 * One title out of every provider's record of it. The order of the records does not matter.
 * Records older than their provider's terms allow are left out.
 */
export function mergeRecords(id: TitleId, records: readonly SourceRecord[], now: number): Merged {
  const ranked = rank(records, now);
  const [first] = ranked;
  if (!first) throw new Error(`Title ${id} has no records to merge`);
  const { type, title } = first.facts;
  const merged: Record<string, unknown> = { type, title, ...nothingKnown };
  const provenance: Record<string, string> = {};
  for (const field of Object.keys(merged) as FieldName[]) {
    const chosen = choose(field, ranked);
    if (!chosen) continue;
    merged[field] = chosen.value;
    provenance[field] = chosen.from;
  }
  const offers = mergeOffers(ranked);
  if (offers.length > 0)
    provenance.availability = [...new Set(offers.map((offer) => offer.source))].sort().join('+');
  return {
    id,
    ...(merged as Omit<TitleFacts, 'series_id'>),
    availability: offers,
    provenance,
    attribution: attributionsOf(ranked),
  };
}

function rank(records: readonly SourceRecord[], now: number): SourceRecord[] {
  const inTerms = records.filter((record) => {
    const days = declarationOf(record.provider).terms.cache_days;
    return days === null || Date.parse(record.seen_at) + days * DAY_MS > now;
  });
  const key = (record: SourceRecord) => `${record.provider} ${record.id}`;
  return (inTerms.length > 0 ? inTerms : records.map(identityOnly)).toSorted(
    (a, b) => declarationOf(b.provider).trust - declarationOf(a.provider).trust || (key(a) < key(b) ? -1 : 1),
  );
}

/** What may stay when the terms of the last record have run out: that the title exists. */
function identityOnly(record: SourceRecord): SourceRecord {
  const { type, title, year, external_ids } = record.facts;
  return { ...record, facts: { type, title, year, external_ids }, offers: null, search_text: '' };
}

function choose(
  field: FieldName,
  ranked: readonly SourceRecord[],
): { value: unknown; from: string } | undefined {
  const given = ranked.filter((record) => isGiven(record.facts[field]));
  if (given.length === 0) return undefined;
  if (field === 'external_ids') {
    const value = Object.assign({}, ...given.toReversed().map((record) => record.facts.external_ids));
    return { value, from: providersOf(given) };
  }
  if (united.includes(field)) {
    const value = [...new Set(given.flatMap((record) => record.facts[field] as string[]))];
    return { value, from: providersOf(given) };
  }
  const candidates = voted.includes(field)
    ? given.toSorted((a, b) => (b.facts.vote_count ?? 0) - (a.facts.vote_count ?? 0))
    : given;
  const chosen = candidates[0] as SourceRecord;
  return { value: chosen.facts[field], from: chosen.provider };
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object')
    return Object.values(value).some((part) => !Array.isArray(part) || part.length > 0);
  return true;
}

function providersOf(records: readonly SourceRecord[]): string {
  return [...new Set(records.map((record) => record.provider))].sort().join('+');
}

/** One offer for each platform, region and kind: a real one before a simulated one, then by trust. */
function mergeOffers(ranked: readonly SourceRecord[]): Offer[] {
  const best = new Map<string, Offer>();
  for (const offer of ranked.flatMap((record) => record.offers ?? [])) {
    const key = `${offer.region}|${offer.platform}|${offer.availability_type}`;
    const there = best.get(key);
    if (!there || (there.simulated && !offer.simulated)) best.set(key, offer);
  }
  return [...best.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, offer]) => offer);
}

function attributionsOf(records: readonly SourceRecord[]): string[] {
  const credits = records.map((record) => declarationOf(record.provider).terms.attribution);
  return [...new Set(credits.filter((credit): credit is string => credit !== null))];
}
