import { z } from 'zod';
import { offerTypes, videoQualities } from '../availability/offer.js';
import { PartialDate, titleTypes } from '../title/title.js';

const aliases: Record<string, (typeof offerTypes)[number]> = {
  rent: 'rental',
  buy: 'purchase',
  flatrate: 'subscription',
  sub: 'subscription',
  ads: 'free',
};

const text = (max: number) => z.string().max(max);
const names = z.array(text(300)).max(500);

/** One offer of a catalogue line. */
export const CatalogueOffer = z.object({
  platform: text(100)
    .min(1)
    .transform((slug) => slug.toLowerCase()),
  region: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'two letters, ISO 3166-1')
    .transform((code) => code.toUpperCase()),
  type: z.preprocess(
    (type) => aliases[String(type).toLowerCase()] ?? String(type).toLowerCase(),
    z.enum(offerTypes),
  ),
  price: z
    .union([z.number().min(0), z.object({ amount: z.number().min(0), currency: z.string().length(3) })])
    .nullish()
    .describe("A bare number is in the currency of the offer's region."),
  url: z.url().nullish(),
  from: z.string().nullish().describe('ISO 8601 date or time.'),
  until: z.string().nullish().describe('ISO 8601 date or time.'),
  quality: z
    .array(z.preprocess((quality) => String(quality).toUpperCase(), z.enum(videoQualities)))
    .nullish(),
  audio: z.array(text(20)).nullish(),
  subtitles: z.array(text(20)).nullish(),
  simulated: z.boolean().nullish(),
  as_of: z.iso.date().nullish(),
});

/**
 * One line of a catalogue file (`npm run ingest -- --file FILE.jsonl`): a title as the `file` provider gives it.
 * Only `id`, `type` and `title` are required. `id` is the file's own and becomes `external_ids.file`.
 */
export const CatalogueLine = z.object({
  id: z.union([text(200).min(1), z.int()]).transform(String),
  type: z.enum(titleTypes),
  title: text(500).min(1),
  original_title: text(500).nullish(),
  year: z.int().min(1870).max(2200).nullish(),
  release_date: PartialDate.nullish(),
  runtime: z.number().min(0).max(6000).nullish().describe('Minutes.'),
  genres: names.nullish(),
  themes: names.nullish(),
  moods: names.nullish(),
  language: text(20).nullish(),
  countries: z.array(z.string().length(2)).nullish(),
  overview: text(20_000).nullish(),
  tagline: text(1_000).nullish(),
  keywords: names.nullish(),
  collection: text(300).nullish(),
  cast: z
    .array(z.union([text(300), z.object({ name: text(300), character: text(300).nullish() })]))
    .max(500)
    .nullish(),
  directors: names.nullish(),
  creators: names.nullish(),
  certification: text(20).nullish(),
  popularity: z.number().min(0).nullish(),
  vote_average: z.number().min(0).max(10).nullish(),
  vote_count: z.int().min(0).nullish(),
  poster_url: z.url().nullish(),
  external_ids: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).nullish(),
  series: text(200).nullish().describe("Of an episode: the file's id of its series."),
  season: z.int().min(0).nullish(),
  number: z.int().min(0).nullish(),
  availability: z.array(CatalogueOffer).max(5_000).nullish(),
  wikipedia: z.object({ href: text(500).nullish(), extract: text(50_000).nullish() }).nullish(),
});
export type CatalogueLine = z.infer<typeof CatalogueLine>;
