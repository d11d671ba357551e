import { z } from 'zod';
import type { Offer, OfferType } from '../availability/offer.js';
import { plainName, platformFromName } from '../availability/platforms.js';
import { genreSlugs } from '../title/genres.js';
import { type Credits, PartialDate, type TitleType } from '../title/title.js';
import { popularityScore } from './file-provider.js';
import type { SourceRecord } from './source-record.js';

const IMAGES_URL = 'https://image.tmdb.org/t/p/w500';
const LONGEST_SHORT_MINUTES = 40;
const LONGEST_RUNTIME_MINUTES = 6_000;
const CAST_TO_KEEP = 15;
const THEATRICAL_RELEASE = 3;

const named = z.object({ name: z.string() });
const namedList = z.array(named).nullish();

const watchOption = z.object({
  provider_name: z.string().min(1).max(200),
  // What our own emulator adds, so that nothing made up or old passes for a fact of today.
  simulated: z.boolean().optional(),
  as_of: z.iso.date().nullish(),
});
const watchOptions = z.array(watchOption).optional();
const WatchProviders = z.object({
  results: z.record(
    z.string(),
    z.object({
      link: z.string().nullish(),
      flatrate: watchOptions,
      free: watchOptions,
      ads: watchOptions,
      rent: watchOptions,
      buy: watchOptions,
    }),
  ),
});
type WatchProviders = z.infer<typeof WatchProviders>;

const common = {
  id: z.int().positive(),
  overview: z.string().max(20_000).nullish(),
  tagline: z.string().max(1_000).nullish(),
  genres: namedList,
  original_language: z.string().max(20).nullish(),
  popularity: z.number().min(0).nullish(),
  vote_average: z.number().min(0).max(10).nullish(),
  vote_count: z.int().min(0).nullish(),
  poster_path: z.string().nullish(),
  origin_country: z.array(z.string()).nullish(),
  production_countries: z.array(z.object({ iso_3166_1: z.string() })).nullish(),
  external_ids: z.object({ imdb_id: z.string().nullish() }).nullish(),
  credits: z
    .object({
      cast: z.array(named.extend({ character: z.string().nullish(), order: z.number().nullish() })).nullish(),
      crew: z.array(named.extend({ job: z.string().nullish() })).nullish(),
    })
    .nullish(),
  'watch/providers': WatchProviders.nullish(),
};

/** Whole dates from TMDb itself, perhaps a bare year from our own emulator; empty where unknown. */
const date = z.union([z.literal(''), PartialDate]).nullish();

const FilmDetails = z.object({
  ...common,
  title: z.string().min(1).max(500),
  original_title: z.string().max(500).nullish(),
  release_date: date,
  runtime: z.number().nullish(),
  imdb_id: z.string().nullish(),
  belongs_to_collection: named.nullish(),
  keywords: z.object({ keywords: namedList }).nullish(),
  release_dates: z
    .object({
      results: z.array(
        z.object({
          iso_3166_1: z.string(),
          release_dates: z.array(z.object({ certification: z.string().nullish(), type: z.int().nullish() })),
        }),
      ),
    })
    .nullish(),
});
type FilmDetails = z.infer<typeof FilmDetails>;

const SeriesDetails = z.object({
  ...common,
  name: z.string().min(1).max(500),
  original_name: z.string().max(500).nullish(),
  first_air_date: date,
  episode_run_time: z.array(z.number()).nullish(),
  created_by: namedList,
  keywords: z.object({ results: namedList }).nullish(),
  content_ratings: z
    .object({ results: z.array(z.object({ iso_3166_1: z.string(), rating: z.string().nullish() })) })
    .nullish(),
});
type SeriesDetails = z.infer<typeof SeriesDetails>;

/**
 * One title as TMDb's API v3 answers it: `/movie/{id}` or `/tv/{id}` with `append_to_response` (see `appended`).
 * https://developer.themoviedb.org/reference/movie-details, .../tv-series-details
 */
export const TmdbContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('movie'), details: FilmDetails }),
  z.object({ kind: z.literal('tv'), details: SeriesDetails }),
]);
export type TmdbKind = 'movie' | 'tv';

/** What must be appended to the details for a record to be whole. */
export const appended: Readonly<Record<TmdbKind, readonly string[]>> = {
  movie: ['credits', 'keywords', 'external_ids', 'release_dates', 'watch/providers'],
  tv: ['credits', 'keywords', 'external_ids', 'content_ratings', 'watch/providers'],
};

/** The id of a record: TMDb numbers films and series separately. */
export function tmdbRecordId(kind: TmdbKind, number: number | string): string {
  return `${kind}-${number}`;
}

/** A title of TMDb in our own form. Throws a ZodError for an answer that does not fit. */
export function normaliseTmdb(content: unknown, fetchedAt: string): SourceRecord {
  const { kind, details } = TmdbContent.parse(content);
  const own = kind === 'movie' ? filmFacts(details) : seriesFacts(details);
  const watch = details['watch/providers'];
  return {
    provider: 'tmdb',
    id: tmdbRecordId(kind, details.id),
    seen_at: fetchedAt,
    facts: given({ ...commonFacts(details), ...own }),
    offers: watch ? offersOf(watch, fetchedAt.slice(0, 10)) : null,
    search_text: '',
    series: null,
  };
}

type Nullish<T> = { [K in keyof T]: T[K] | null | undefined };
type Facts = SourceRecord['facts'];
type OwnFacts = Nullish<Facts> & Pick<Facts, 'type' | 'title'>;

function commonFacts(details: FilmDetails | SeriesDetails): Nullish<Omit<Facts, 'type' | 'title'>> {
  const countries = details.origin_country?.length
    ? details.origin_country
    : details.production_countries?.map((country) => country.iso_3166_1);
  return {
    overview: details.overview || undefined,
    tagline: details.tagline || undefined,
    genres: genresOf(details),
    language: languageOf(details.original_language),
    countries: countries?.filter((code) => /^[A-Z]{2}$/.test(code)),
    popularity_score: popularityScore(details.popularity ?? 0, details.vote_count ?? 0),
    // Without votes TMDb says 0, which is no rating.
    average_rating: details.vote_count ? details.vote_average : undefined,
    vote_count: details.vote_count,
    poster_url: details.poster_path ? `${IMAGES_URL}${details.poster_path}` : undefined,
  };
}

function filmFacts(film: FilmDetails): OwnFacts {
  const runtime = runtimeOf(film.runtime);
  return {
    type: filmType(film, runtime),
    title: film.title,
    original_title: film.original_title || undefined,
    ...released(film.release_date),
    runtime,
    keywords: film.keywords?.keywords?.map(({ name }) => name),
    collection: film.belongs_to_collection?.name.replace(/ Collection$/, ''),
    certification: filmCertification(film),
    credits: creditsOf(film, []),
    external_ids: externalIds(film.id, film.external_ids?.imdb_id || film.imdb_id),
  };
}

function seriesFacts(series: SeriesDetails): OwnFacts {
  const rating = series.content_ratings?.results.find((rating) => rating.iso_3166_1 === 'US')?.rating;
  return {
    type: 'series',
    title: series.name,
    original_title: series.original_name || undefined,
    ...released(series.first_air_date),
    runtime: runtimeOf(series.episode_run_time?.[0]),
    keywords: series.keywords?.results?.map(({ name }) => name),
    certification: rating || undefined,
    credits: creditsOf(series, series.created_by ?? []),
    external_ids: externalIds(series.id, series.external_ids?.imdb_id),
  };
}

function filmType(film: FilmDetails, runtime: number | undefined): TitleType {
  if (runtime !== undefined && runtime <= LONGEST_SHORT_MINUTES) return 'short';
  return genresOf(film).includes('documentary') ? 'documentary' : 'movie';
}

function genresOf(details: FilmDetails | SeriesDetails): string[] {
  return [...new Set((details.genres ?? []).flatMap(({ name }) => genreSlugs(name)))];
}

/** TMDb writes `cn` for Cantonese and `xx` where nothing is spoken; neither is of ISO 639-1. */
function languageOf(code: string | null | undefined): string | undefined {
  if (!code || code === 'xx') return undefined;
  return code === 'cn' ? 'zh' : code.toLowerCase();
}

/** 0 stands for unknown; art that runs for months is beyond what a title can say. */
function runtimeOf(minutes: number | null | undefined): number | undefined {
  const whole = Math.round(minutes ?? 0);
  return whole >= 1 && whole <= LONGEST_RUNTIME_MINUTES ? whole : undefined;
}

function released(date: string | null | undefined): Pick<OwnFacts, 'release_date' | 'year'> {
  return date ? { release_date: date, year: Number(date.slice(0, 4)) } : {};
}

function filmCertification(film: FilmDetails): string | undefined {
  const releases = film.release_dates?.results.find(({ iso_3166_1 }) => iso_3166_1 === 'US')?.release_dates;
  const rated = releases?.filter(({ certification }) => certification) ?? [];
  const theatrical = rated.find(({ type }) => type === THEATRICAL_RELEASE);
  return (theatrical ?? rated[0])?.certification ?? undefined;
}

function creditsOf({ credits }: FilmDetails | SeriesDetails, creators: readonly { name: string }[]): Credits {
  const cast = (credits?.cast ?? []).toSorted((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity));
  const directors = (credits?.crew ?? []).filter(({ job }) => job === 'Director');
  return {
    cast: cast
      .slice(0, CAST_TO_KEEP)
      .map(({ name, character }) => ({ name, ...(character && { character }) })),
    directors: [...new Set(directors.map(({ name }) => name))],
    creators: creators.map(({ name }) => name),
  };
}

function externalIds(number: number, imdb: string | null | undefined): Record<string, string> {
  return { tmdb: String(number), ...(imdb && { imdb }) };
}

const offerTypeOf = {
  flatrate: 'subscription',
  free: 'free',
  ads: 'free',
  rent: 'rental',
  buy: 'purchase',
} as const satisfies Record<string, OfferType>;

/** One offer for each platform, region and kind, though TMDb lists plans of a platform apart. */
function offersOf({ results }: WatchProviders, today: string): Offer[] {
  const offers = new Map<string, Offer>();
  for (const [region, options] of Object.entries(results)) {
    if (!/^[A-Z]{2}$/.test(region)) continue;
    const link = webAddress(options.link);
    for (const [list, type] of Object.entries(offerTypeOf)) {
      for (const option of options[list as keyof typeof offerTypeOf] ?? []) {
        const platform = platformFromName(option.provider_name)?.id ?? slug(option.provider_name);
        const key = `${region}|${platform}|${type}`;
        if (platform === '') continue;
        offers.set(key, {
          platform,
          region,
          availability_type: type,
          price: null,
          deep_link: link,
          web_fallback: link,
          available_from: null,
          expires_at: null,
          video_quality: [],
          audio_tracks: [],
          subtitle_tracks: [],
          simulated: option.simulated ?? false,
          as_of: option.as_of ?? today,
          source: 'tmdb',
        });
      }
    }
  }
  return [...offers.values()];
}

function webAddress(link: string | null | undefined): string | null {
  return link && /^https?:/.test(link) && URL.canParse(link) ? link : null;
}

function slug(name: string): string {
  return plainName(name).replaceAll(' ', '-');
}

function given(facts: OwnFacts): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== null && value !== undefined),
  ) as Facts;
}
