import { z } from 'zod';
import { Offer } from '../availability/offer.js';
import { TitleId } from './title-id.js';

export const titleTypes = ['movie', 'series', 'episode', 'short', 'documentary', 'special'] as const;
export const TitleType = z.enum(titleTypes);
export type TitleType = z.infer<typeof TitleType>;

/** Ids that the world gave a title, by scheme; `imdb` is `tt…`, `tmdb` a number that films and series share. */
export const ExternalIds = z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.string().min(1).max(200));
export type ExternalIds = z.infer<typeof ExternalIds>;

export const CastMember = z.object({ name: z.string(), character: z.string().optional() });
export const Credits = z.object({
  cast: z.array(CastMember).describe('In billing order.'),
  directors: z.array(z.string()),
  creators: z.array(z.string()).describe('Of a series.'),
});
export type Credits = z.infer<typeof Credits>;

/** A date as precise as it is known: `1999`, `1999-03` or `1999-03-31`. */
export const PartialDate = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/);

/** What is known of a title, whoever said it. Slugs are those of `GET /genres` and `GET /platforms`. */
export const TitleFacts = z.object({
  type: TitleType,
  title: z.string().min(1).max(500),
  original_title: z.string().max(500).nullable(),
  year: z.int().min(1870).max(2200).nullable(),
  release_date: PartialDate.nullable(),
  runtime: z.int().min(1).max(6000).nullable().describe('Minutes; of one episode for a series.'),
  language: z.string().nullable().describe('Original language, ISO 639-1.'),
  countries: z.array(z.string()).describe('Of origin, ISO 3166-1 alpha-2.'),
  overview: z.string().max(20_000).nullable(),
  tagline: z.string().max(1_000).nullable(),
  genres: z.array(z.string()),
  themes: z.array(z.string()),
  moods: z.array(z.string()),
  keywords: z.array(z.string()),
  collection: z.string().nullable().describe('The franchise or series of films it belongs to.'),
  certification: z.string().nullable().describe('Age rating in the USA, e.g. PG-13 or TV-MA.'),
  credits: Credits,
  popularity_score: z.number().min(0).max(1),
  average_rating: z.number().min(0).max(10).nullable(),
  vote_count: z.int().min(0),
  poster_url: z.url().nullable(),
  external_ids: ExternalIds,
  series_id: TitleId.nullable().describe('Of an episode: its series.'),
  season: z.int().min(0).nullable(),
  number: z.int().min(0).nullable(),
});
export type TitleFacts = z.infer<typeof TitleFacts>;

/** One canonical title, merged from every provider's record of it. */
export const Title = TitleFacts.extend({
  id: TitleId,
  availability: z.array(Offer),
  provenance: z.record(z.string(), z.string()).describe('For each field, the provider that gave it.'),
  attribution: z.array(z.string()).describe('Credits that providers ask to be shown.'),
  last_updated: z.iso.datetime(),
});
export type Title = z.infer<typeof Title>;
