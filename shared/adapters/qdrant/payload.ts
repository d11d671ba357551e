import type { Schemas } from '@qdrant/js-client-rest';
import type { IndexPoint } from '../../search/index-point.js';
import { placeOf } from '../../search/offer-keys.js';
import { type Certification, certificationOf } from '../../title/certifications.js';
import type { Title } from '../../title/title.js';
import { OFFERS } from './filter.js';

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
  runtime: number | null;
  language: string | null;
  certification: Certification | null;
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

type IndexedField = Exclude<keyof Payload & string, 'card'> | `${typeof OFFERS}[].${string}`;

/** Of what each offer says: seldom asked, so that it need not be in memory. */
const ofOffers = { on_disk: true, ...apart };

export const payloadIndexes: Readonly<Record<IndexedField, FieldSchema>> = {
  type: { type: 'keyword' },
  genres: { type: 'keyword' },
  year: { type: 'integer', lookup: false, range: true },
  decade: { type: 'keyword', ...apart },
  runtime: { type: 'integer', lookup: false, range: true, ...apart },
  language: { type: 'keyword', ...apart },
  certification: { type: 'keyword', ...apart },
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
  [`${OFFERS}[].region`]: { type: 'keyword', ...ofOffers },
  [`${OFFERS}[].platform`]: { type: 'keyword', ...ofOffers },
  [`${OFFERS}[].availability_type`]: { type: 'keyword', ...ofOffers },
  [`${OFFERS}[].video_quality`]: { type: 'keyword', ...ofOffers },
  [`${OFFERS}[].audio_tracks`]: { type: 'keyword', ...ofOffers },
  [`${OFFERS}[].subtitle_tracks`]: { type: 'keyword', ...ofOffers },
  [`${OFFERS}[].price.currency`]: { type: 'keyword', ...ofOffers },
  [`${OFFERS}[].price.amount`]: { type: 'float', ...ofOffers },
  [`${OFFERS}[].expires_at`]: { type: 'datetime', ...ofOffers },
};

export function payloadOf({ title, fields }: IndexPoint): Payload {
  const { type, genres, year, runtime, language } = title;
  return {
    card: title,
    type,
    genres,
    year,
    runtime,
    language,
    certification: certificationOf(title.certification),
    decade: year === null ? null : `${Math.floor(year / 10) * 10}s`,
    platforms: [...new Set(title.availability.map((offer) => offer.platform))],
    places: fields.offers.filter((key) => placeOf(key) !== undefined),
    title: [...new Set([title.title, title.original_title ?? title.title])],
    ...fields,
  };
}
