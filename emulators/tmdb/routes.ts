import type { TmdbKind } from '../../shared/ingestion/tmdb-provider.js';
import type { Changes } from './changes.js';
import { details, listed, parts } from './details.js';
import { tmdbGenres } from './genres.js';
import type { TmdbTitles } from './titles.js';
import { TmdbError } from './tmdb-error.js';

export const LISTED_PER_PAGE = 20;
export const CHANGES_PER_PAGE = 100;
export const MOST_PAGES = 500;
export const MOST_APPENDED = 20;
export const LONGEST_CHANGE_RANGE_DAYS = 14;
const DAY_MS = 86_400_000;

export interface TmdbWorld {
  titles: TmdbTitles;
  changes: Changes;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * The answer to `GET /3/{path}`.
 * @param path without the version, e.g. `movie/27205`
 * @throws TmdbError
 */
export function answer(path: string, parameters: URLSearchParams, world: TmdbWorld): unknown {
  if (path === 'configuration') return configuration;
  const [, kind, rest] = /^(?:discover\/|genre\/)?(movie|tv)(?:\/(.+))?$/.exec(path) ?? [];
  if (!isKind(kind)) throw new TmdbError(34);
  if (path === `discover/${kind}`) return discover(kind, parameters, world);
  if (path === `genre/${kind}/list`) return { genres: tmdbGenres(kind) };
  if (path === `${kind}/changes`) return changed(kind, parameters, world);
  const [, number, part] = /^(\d{1,9})(?:-[^/]*)?(?:\/(.+))?$/.exec(rest ?? '') ?? [];
  if (number === undefined || !path.startsWith(`${kind}/`)) throw new TmdbError(34);
  return titleAnswer(kind, Number(number), part, parameters, world);
}

function isKind(text: string | undefined): text is TmdbKind {
  return text === 'movie' || text === 'tv';
}

function titleAnswer(
  kind: TmdbKind,
  number: number,
  part: string | undefined,
  parameters: URLSearchParams,
  { titles, changes, now }: TmdbWorld,
): unknown {
  const title = titles.get(kind, number);
  if (!title) throw new TmdbError(34);
  if (part !== undefined) {
    const answerPart = parts[kind][part];
    if (!answerPart) throw new TmdbError(34);
    return { id: number, ...answerPart(title, now) };
  }
  const wanted = (parameters.get('append_to_response') ?? '').split(',').filter(Boolean);
  if (wanted.length > MOST_APPENDED) throw new TmdbError(27);
  const appended = wanted.flatMap((name) => {
    const answerPart = parts[kind][name];
    return answerPart ? [[name, answerPart(title, now)] as const] : [];
  });
  return { ...details(title), ...Object.fromEntries(appended), ...changes.overlay(kind, number) };
}

function discover(kind: TmdbKind, parameters: URLSearchParams, { titles }: TmdbWorld): unknown {
  if ((parameters.get('sort_by') ?? 'popularity.desc') !== 'popularity.desc') throw new TmdbError(5);
  return paged(titles.all(kind), LISTED_PER_PAGE, parameters, listed);
}

function changed(kind: TmdbKind, parameters: URLSearchParams, { changes, now }: TmdbWorld): unknown {
  const to = dateOf(parameters, 'end_date') ?? now + 1;
  const from = dateOf(parameters, 'start_date') ?? to - DAY_MS;
  if (to - from > LONGEST_CHANGE_RANGE_DAYS * DAY_MS) throw new TmdbError(20);
  return paged(changes.between(kind, from, to), CHANGES_PER_PAGE, parameters, (id) => ({ id, adult: false }));
}

/** The midnight at which the day begins, UTC. */
function dateOf(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(at)) throw new TmdbError(23);
  return at;
}

function paged<T>(
  items: readonly T[],
  size: number,
  parameters: URLSearchParams,
  show: (item: T) => unknown,
): unknown {
  const page = Number(parameters.get('page') ?? 1);
  if (!Number.isInteger(page) || page < 1 || page > MOST_PAGES) throw new TmdbError(22);
  return {
    page,
    results: items.slice((page - 1) * size, page * size).map(show),
    total_pages: Math.min(MOST_PAGES, Math.ceil(items.length / size)),
    total_results: items.length,
  };
}

const configuration = {
  change_keys: [],
  images: {
    base_url: 'http://image.tmdb.org/t/p/',
    secure_base_url: 'https://image.tmdb.org/t/p/',
    poster_sizes: ['w92', 'w154', 'w185', 'w342', 'w500', 'w780', 'original'],
  },
};
