import { createHash } from 'node:crypto';
import { countryByCode } from '../../shared/availability/countries.js';
import type { OfferType } from '../../shared/availability/offer.js';
import { platformById } from '../../shared/availability/platforms.js';
import type { TmdbKind } from '../../shared/ingestion/tmdb-provider.js';
import { tmdbGenresOf } from './genres.js';
import type { TmdbTitle } from './titles.js';

type Json = Record<string, unknown>;

const THEATRICAL_RELEASE = 3;

/** What `/movie/{id}` or `/tv/{id}` answers. Dates are as precise as the catalogue knows them, perhaps a bare year. */
export function details(title: TmdbTitle): Json {
  const { kind, line } = title;
  const genres = tmdbGenresOf(kind, line.genres ?? []);
  const { genre_ids: _, ...shared } = listed(title);
  const countries = (line.countries ?? []).map((code) => ({
    iso_3166_1: code,
    name: countryByCode(code)?.name ?? code,
  }));
  const common = { ...shared, genres, production_countries: countries, tagline: line.tagline ?? '' };
  if (kind === 'movie') {
    return {
      ...common,
      imdb_id: line.external_ids?.imdb ?? null,
      runtime: line.runtime ?? 0,
      status: 'Released',
      belongs_to_collection: collectionOf(title),
    };
  }
  return {
    ...common,
    created_by: (line.creators ?? []).map((name) => ({ id: numberOf(name), name })),
    episode_run_time: line.runtime ? [line.runtime] : [],
  };
}

/** A title as lists show it. */
export function listed({ kind, number, line }: TmdbTitle): Json {
  const released = line.release_date ?? (line.year ? String(line.year) : '');
  const original = line.original_title ?? line.title;
  return {
    id: number,
    adult: false,
    backdrop_path: null,
    poster_path: null,
    genre_ids: tmdbGenresOf(kind, line.genres ?? []).map(({ id }) => id),
    origin_country: line.countries ?? [],
    original_language: line.language ?? 'xx',
    overview: line.overview ?? '',
    popularity: line.popularity ?? 0,
    vote_average: line.vote_average ?? 0,
    vote_count: line.vote_count ?? 0,
    ...(kind === 'movie'
      ? { title: line.title, original_title: original, release_date: released, video: false }
      : { name: line.title, original_name: original, first_air_date: released }),
  };
}

/** What can be appended to a title's details, or asked for by itself under `/movie/{id}/`. */
export const parts: Readonly<
  Record<TmdbKind, Readonly<Record<string, (title: TmdbTitle, now: number) => Json>>>
> = {
  movie: {
    credits,
    external_ids: externalIds,
    keywords: (title) => ({ keywords: keywords(title) }),
    release_dates: ({ line }) => ({
      results: certified(line.certification, (certification) => ({
        release_dates: [{ certification, descriptors: [], note: '', type: THEATRICAL_RELEASE }],
      })),
    }),
    'watch/providers': watchProviders,
  },
  tv: {
    credits,
    external_ids: externalIds,
    keywords: (title) => ({ results: keywords(title) }),
    content_ratings: ({ line }) => ({
      results: certified(line.certification, (rating) => ({ rating, descriptors: [] })),
    }),
    'watch/providers': watchProviders,
  },
};

function credits({ line }: TmdbTitle): Json {
  const cast = (line.cast ?? []).map((member, order) => {
    const { name, character } = typeof member === 'string' ? { name: member, character: '' } : member;
    return { id: numberOf(name), name, character: character ?? '', order };
  });
  const crew = (line.directors ?? []).map((name) => ({
    id: numberOf(name),
    name,
    department: 'Directing',
    job: 'Director',
  }));
  return { cast, crew };
}

function externalIds({ line }: TmdbTitle): Json {
  return { imdb_id: line.external_ids?.imdb ?? null };
}

function keywords({ line }: TmdbTitle): Json[] {
  return (line.keywords ?? []).map((name) => ({ id: numberOf(name), name }));
}

function certified(certification: string | null | undefined, entry: (certification: string) => Json): Json[] {
  return certification ? [{ iso_3166_1: 'US', ...entry(certification) }] : [];
}

function collectionOf({ line }: TmdbTitle): Json | null {
  if (!line.collection) return null;
  const name = `${line.collection} Collection`;
  return { id: numberOf(name), name, poster_path: null, backdrop_path: null };
}

const lists: Readonly<Record<OfferType, string>> = {
  subscription: 'flatrate',
  free: 'free',
  rental: 'rent',
  purchase: 'buy',
};

/** Offers in force, by country. To TMDb's own fields it adds whether an offer is made up and of which day it is. */
function watchProviders({ kind, number, line }: TmdbTitle, now: number): Json {
  const results: Record<string, Record<string, Json[]>> = {};
  for (const { platform, region, type, from, until, simulated, as_of } of line.availability ?? []) {
    if ((from && Date.parse(from) > now) || (until && Date.parse(until) <= now)) continue;
    const country = (results[region] ??= {});
    const list = (country[lists[type]] ??= []);
    list.push({
      provider_id: numberOf(platform),
      provider_name: platformById(platform)?.name ?? platform,
      logo_path: null,
      display_priority: list.length,
      ...(simulated && { simulated }),
      ...(as_of && { as_of }),
    });
  }
  const page = `https://www.themoviedb.org/${kind}/${number}/watch?locale=`;
  return {
    results: Object.fromEntries(
      Object.entries(results).map(([region, country]) => [region, { link: `${page}${region}`, ...country }]),
    ),
  };
}

/** A number for a name, always the same. */
function numberOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE() >>> 1;
}
