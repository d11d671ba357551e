import { z } from 'zod';
import { countries, countryByCode } from '../availability/countries.js';
import { type OfferType, type VideoQuality, videoQualities } from '../availability/offer.js';
import { platformById } from '../availability/platforms.js';
import { amount, CursorText, integer, Limit, list, oneOf, shownAs } from '../function/parameters.js';
import { Problem, Unavailable } from '../problem/problem.js';
import { type Certification, certifications } from '../title/certifications.js';
import { genres, isGenre } from '../title/genres.js';
import { type TitleType, titleTypes } from '../title/title.js';
import type { Viewer } from '../viewer/viewer.js';
import type { TitleFilter } from './title-filter.js';

const typeNames: readonly string[] = titleTypes;
const years = { min: 1870, max: 2200 };
const minutes = { min: 0, max: 6_000 };

/** What a person may call the kinds of offers. */
const offerTypes: Readonly<Record<string, OfferType>> = {
  subscription: 'subscription',
  free: 'free',
  ads: 'free',
  rent: 'rental',
  rental: 'rental',
  buy: 'purchase',
  purchase: 'purchase',
};
/** Without rent and buy: what costs a subscriber nothing more. */
const includedInSubscriptions: readonly OfferType[] = ['subscription', 'free'];

const qualities: Readonly<Record<string, VideoQuality>> = {
  ...Object.fromEntries(videoQualities.map((quality) => [quality.toLowerCase(), quality])),
  '4k': 'UHD',
};

const currencies = [...new Set(countries.map(({ currency }) => currency))].sort();

function languages(description: string, example: string[]) {
  return list({
    known: (code) => /^[a-z]{2,3}$/.test(code),
    what: 'a language of ISO 639-1, e.g. en',
    item: { type: 'string', pattern: '^[A-Za-z]{2,3}$' },
    description,
    example,
  });
}

/** Longest query in characters: long half-remembered descriptions are real queries. */
export const MAX_QUERY_LENGTH = 2_000;

/** The parameters that every list of titles takes. */
export const TitleParameters = z.strictObject({
  limit: Limit,
  cursor: CursorText,
  region: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be two letters, ISO 3166-1 alpha-2')
    .transform((code) => code.toUpperCase())
    .refine((code) => countryByCode(code) !== undefined, 'is not a country that we serve')
    .optional()
    .meta({ description: 'Only titles that can be watched there, ISO 3166-1 alpha-2.', example: 'US' }),
  platforms: list({
    known: (slug) => platformById(slug) !== undefined,
    what: 'a platform (see GET /api/v1/platforms)',
    item: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,99}$' },
    description:
      'Only titles that one of these offers (in `region`, where given); ids of `GET /api/v1/platforms`.',
    example: ['netflix', 'hulu'],
  }),
  type: list({
    known: (type) => typeNames.includes(type),
    what: `a type (${titleTypes.join(', ')})`,
    item: { type: 'string', enum: [...titleTypes] },
    description: 'Only titles of one of these types.',
    example: ['movie'],
  }),
  genres: list({
    known: isGenre,
    what: 'a genre (see GET /api/v1/genres)',
    item: { type: 'string', enum: genres.map(({ slug }) => slug) },
    description: 'Only titles of one of these genres; slugs of `GET /api/v1/genres`.',
    example: ['science-fiction'],
  }),
  not_genres: list({
    known: isGenre,
    what: 'a genre (see GET /api/v1/genres)',
    item: { type: 'string', enum: genres.map(({ slug }) => slug) },
    description: 'No titles of any of these genres.',
    example: ['musical'],
  }),
  year_from: integer({ ...years, description: 'Only titles of this year and later.', example: 1990 }),
  year_to: integer({ ...years, description: 'Only titles of this year and earlier.', example: 1999 }),
  runtime_from: integer({ ...minutes, description: 'Only titles of so many minutes or more.', example: 60 }),
  runtime_to: integer({ ...minutes, description: 'Only titles of so many minutes or fewer.', example: 120 }),
  languages: languages('Only titles that were made in one of these languages, ISO 639-1.', ['en', 'fr']),
  max_certification: oneOf(certifications, {
    description:
      'Only titles of this age rating of the USA or a milder one; film and television ratings are compared by age. ' +
      'Titles of unknown rating are left out unless it is `R`, `TV-MA` or `NC-17`.',
    example: 'PG-13',
  }),
  offer_types: list({
    known: (type) => Object.hasOwn(offerTypes, type),
    what: 'a kind of offer (subscription, free, ads, rent, buy)',
    item: { type: 'string', enum: Object.keys(offerTypes) },
    description:
      'Only titles that one such offer has. With other parameters about offers (`region`, `platforms`, `max_price`, ' +
      '`quality`, `audio`, `subtitles`, `expiring_before`) one and the same offer has to satisfy them all. `ads` is `free`.',
    example: ['subscription', 'free'],
  }),
  max_price: amount({
    max: 100_000,
    description:
      'Only titles with an offer of at most this price, in `currency`; what is free costs nothing, and an offer without ' +
      'a known price does not count. Two decimals.',
    example: 4.99,
  }),
  currency: oneOf(currencies, {
    description: 'Of `max_price`, ISO 4217; that of `region` where absent.',
    example: 'USD',
  }),
  quality: list({
    known: (quality) => Object.hasOwn(qualities, quality),
    what: 'a picture quality (SD, HD, UHD or 4K, HDR)',
    item: { type: 'string', enum: [...videoQualities, '4K'] },
    description: 'Only titles that an offer has in one of these qualities.',
    example: ['UHD'],
  }),
  audio: languages('Only titles that an offer has with sound in one of these languages, ISO 639-1.', ['en']),
  subtitles: languages('Only titles that an offer has with subtitles in one of these languages, ISO 639-1.', [
    'de',
  ]),
  expiring_before: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/, {
      message: 'must be like 2026-12-31 or 2026-12-31T18:00:00Z',
      abort: true,
    })
    .refine((text) => !Number.isNaN(Date.parse(text)), 'is not a date of the calendar')
    .transform((text) => new Date(text).toISOString())
    .optional()
    .meta({
      description: 'Only titles with an offer that ends before this day or instant (UTC).',
      example: '2026-12-31',
    }),
  also_in: list({
    known: (code) => countryByCode(code.toUpperCase()) !== undefined,
    what: 'a country that we serve',
    item: { type: 'string', pattern: '^[A-Za-z]{2}$' },
    description:
      'Countries whose offers are shown beside those of `region`; they filter nothing. With neither, all are shown.',
    example: ['DE', 'FR'],
  }),
  mine: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({
      description:
        'Only what my subscriptions include, without rent and buy unless `offer_types` says so; needs a sign-in.',
      example: false,
      override: shownAs({ type: 'boolean', default: false }),
    }),
});
export type TitleParameters = z.output<typeof TitleParameters>;

export const QueryText = z
  .string()
  .max(MAX_QUERY_LENGTH, `may have ${MAX_QUERY_LENGTH} characters`)
  .regex(/\S/, 'must not be empty')
  .meta({ description: 'What you are looking for, in plain words.', example: 'a heist inside dreams' });

/** Who asks, as far as it decides what may be answered. */
export interface Asking {
  ceiling: Certification | undefined;
  /** Whose subscriptions are meant by `mine`. */
  viewer: Viewer | 'unknown' | undefined;
}

/**
 * @throws not-authenticated when `mine` is asked and nobody is; Unavailable when it cannot be found out;
 *   invalid-request for a price without a currency
 */
export function filterOf(parameters: Partial<TitleParameters>, { ceiling, viewer }: Asking): TitleFilter {
  const { type, offer_types, quality, platforms } = parameters;
  const filter: TitleFilter = {
    region: parameters.region,
    platforms,
    types: type as TitleType[] | undefined,
    genres: parameters.genres,
    not_genres: parameters.not_genres,
    year_from: parameters.year_from,
    year_to: parameters.year_to,
    runtime_from: parameters.runtime_from,
    runtime_to: parameters.runtime_to,
    languages: parameters.languages,
    max_certification: parameters.max_certification,
    offer_types: offer_types?.flatMap((name) => offerTypes[name] ?? []),
    price: priceOf(parameters),
    quality: quality?.flatMap((name) => qualities[name] ?? []),
    audio: parameters.audio,
    subtitles: parameters.subtitles,
    expiring_before: parameters.expiring_before,
    ceiling,
  };
  return given(parameters.mine ? { ...filter, ...includedIn(subscriptionsOf(viewer), filter) } : filter);
}

function subscriptionsOf(viewer: Asking['viewer']): readonly string[] {
  if (viewer === 'unknown') throw new Unavailable('firestore');
  if (viewer === undefined) {
    throw new Problem(
      'not-authenticated',
      'Only a signed-in viewer has subscriptions; leave mine out or sign in.',
    );
  }
  return viewer.profile.preferences.subscribed_platforms;
}

function includedIn(subscriptions: readonly string[], { platforms, offer_types }: TitleFilter) {
  return {
    platforms: platforms ? platforms.filter((platform) => subscriptions.includes(platform)) : subscriptions,
    offer_types: offer_types ?? includedInSubscriptions,
  };
}

function priceOf({ max_price, currency, region }: Partial<TitleParameters>): TitleFilter['price'] {
  if (max_price === undefined) return undefined;
  const known = currency ?? (region && countryByCode(region)?.currency);
  if (known) return { amount: max_price, currency: known };
  throw new Problem(
    'invalid-request',
    'A price needs its currency: send currency or region with max_price.',
    {
      errors: [{ field: 'currency', message: 'must be there when max_price is and region is not' }],
    },
  );
}

/** Without the parts that are not asked: so a filter joins others, and is the same whenever it asks the same. */
function given(filter: TitleFilter): TitleFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
