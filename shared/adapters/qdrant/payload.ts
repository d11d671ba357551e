import type { Schemas } from '@qdrant/js-client-rest';
import type { IndexPoint } from '../../search/index-point.js';
import { placeOf } from '../../search/offer-keys.js';
import type { Title } from '../../title/title.js';

type FieldSchema = Schemas['PayloadSchemaParams'];

/** Beside the likeness graph: a filter by these is exact or an order, never part of a walk through the graph. */
const apart = { enable_hnsw: false };

/** Longer words are found by their beginning. */
const LONGEST_TOKEN = 20;

/** What a point holds beside its vectors. `card` is what answers show; the rest is filtered, counted and ordered. */
export interface Payload extends Record<string, unknown> {
  card: Title;
  type: string;
  genres: string[];
  year: number | null;
  /** `1990s`. */
  decade: string | null;
  platforms: string[];
  /** `US|netflix`. */
  places: string[];
  offers: string[];
  /** Title and original title. */
  title: string[];
  terms: number[];
  rank_popular: number;
  rank_new: number;
  rank_trending: number;
}

export const payloadIndexes: Readonly<Record<Exclude<keyof Payload & string, 'card'>, FieldSchema>> = {
  type: { type: 'keyword' },
  genres: { type: 'keyword' },
  year: { type: 'integer', lookup: false, range: true },
  decade: { type: 'keyword', ...apart },
  platforms: { type: 'keyword' },
  places: { type: 'keyword', ...apart },
  offers: { type: 'keyword' },
  title: {
    type: 'text',
    tokenizer: 'prefix',
    min_token_len: 1,
    max_token_len: LONGEST_TOKEN,
    lowercase: true,
    ascii_folding: true,
    ...apart,
  },
  // As many values as the sparse vector has: in memory it would take as much (docs/scale.md).
  terms: { type: 'integer', lookup: true, range: false, on_disk: true, ...apart },
  rank_popular: { type: 'float', ...apart },
  rank_new: { type: 'float', ...apart },
  rank_trending: { type: 'float', ...apart },
};

export function payloadOf({ title, fields }: IndexPoint): Payload {
  const { type, genres, year } = title;
  return {
    card: title,
    type,
    genres,
    year,
    decade: year === null ? null : `${Math.floor(year / 10) * 10}s`,
    platforms: [...new Set(title.availability.map((offer) => offer.platform))],
    places: fields.offers.filter((key) => placeOf(key) !== undefined),
    title: [...new Set([title.title, title.original_title ?? title.title])],
    ...fields,
  };
}
