import { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { PagePlan, Provider, RawPage } from '../../ingestion/provider.js';
import { appended, type TmdbKind, tmdbRecordId } from '../../ingestion/tmdb-provider.js';
import { type Patience, patience as realPatience } from './patience.js';
import { ProviderUnavailable, Refused, WebApi } from './web-api.js';

const IDS_PER_PAGE = 40;
const PARALLEL_REQUESTS = 4;
const QUOTA_WINDOW_MS = 10_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** TMDb numbers pages up to this one. */
const MOST_PAGES = 500;
/** The change feed answers no longer range. */
const LONGEST_CHANGE_RANGE_DAYS = 14;
/** A change may show in the feed a little after it was made. */
const OVERLAP_MS = HOUR_MS;

const kinds = ['movie', 'tv'] as const satisfies TmdbKind[];

const Listing = z.object({
  results: z.array(z.object({ id: z.int().positive(), adult: z.boolean().nullish() })),
  total_pages: z.int().min(0),
});

export interface TmdbOptions {
  /** An API key (v3) or a read access token (v4). */
  key: string;
  /** e.g. `https://api.themoviedb.org/3` */
  url: string;
  /** Pages of 20 of the most popular films, and of the series, that a first run takes. */
  firstRunPages: number;
  requestsPer10s: number;
  patience?: Patience;
}

/**
 * The Movie Database, API v3 (https://developer.themoviedb.org/docs). Ids of a plan are `movie/27205` and `tv/1396`;
 * a record's content is a TmdbContent with its record id.
 */
export function tmdbProvider(options: TmdbOptions, clock: Clock): Provider {
  // A read access token is a JSON Web Token, all of which begin like this.
  const isToken = options.key.startsWith('eyJ');
  const api = new WebApi({
    provider: 'tmdb',
    quota: { requests: options.requestsPer10s, windowMs: QUOTA_WINDOW_MS },
    headers: { accept: 'application/json', ...(isToken && { authorization: `Bearer ${options.key}` }) },
    clock,
    patience: options.patience ?? realPatience,
  });

  const ask = async (path: string, parameters: Record<string, string>): Promise<unknown> => {
    const url = new URL(`${options.url.replace(/\/+$/, '')}/${path}`);
    url.search = new URLSearchParams({ ...parameters, ...(!isToken && { api_key: options.key }) }).toString();
    try {
      return await api.get(url);
    } catch (error) {
      if (error instanceof Refused && (error.status === 401 || error.status === 403)) {
        throw new Error('TMDb refuses the key; set TMDB_API_KEY to a valid one', { cause: error });
      }
      throw error;
    }
  };

  async function* listed(path: string, parameters: Record<string, string>, mostPages: number) {
    let pages = mostPages;
    for (let page = 1; page <= pages; page += 1) {
      const answer = Listing.safeParse(await ask(path, { ...parameters, page: String(page) }));
      if (!answer.success)
        throw new ProviderUnavailable('tmdb', `${path} is not as documented`, answer.error);
      pages = Math.min(mostPages, answer.data.total_pages);
      yield* answer.data.results.filter(({ adult }) => !adult);
    }
  }

  async function* ids(since: number | undefined): AsyncIterable<string> {
    const range = since === undefined ? undefined : changeRange(since, clock.now());
    for (const kind of kinds) {
      const titles = range
        ? listed(`${kind}/changes`, range, MOST_PAGES)
        : listed(`discover/${kind}`, { sort_by: 'popularity.desc' }, options.firstRunPages);
      // Titles move between pages while we read them.
      const seen = new Set<number>();
      for await (const { id } of titles) {
        if (!seen.has(id)) yield `${kind}/${id}`;
        seen.add(id);
      }
    }
  }

  return {
    plan: (since) => inPages(ids(since)),
    async fetch(plan) {
      const page: RawPage = { fetched_at: new Date(clock.now()).toISOString(), records: [], rejects: [] };
      await inParallel(plan.ids.entries(), async ([position, id]) => {
        const line = position + 1;
        const { kind, number } = parseId(id);
        const recordId = tmdbRecordId(kind, number);
        try {
          const details = await ask(id, { append_to_response: appended[kind].join(',') });
          page.records.push({ line, content: { id: recordId, kind, details } });
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          page.rejects.push({ line, id: recordId, reason: reasonOf(error) });
        }
      });
      page.records.sort((a, b) => a.line - b.line);
      page.rejects.sort((a, b) => a.line - b.line);
      return page;
    },
  };
}

/** The days to ask the change feed for; none where it does not reach back so far. */
function changeRange(since: number, now: number): { start_date: string; end_date: string } | undefined {
  const start = Math.floor((since - OVERLAP_MS) / DAY_MS);
  // The feed's days are whole; the day after is the end of today.
  const end = Math.floor(now / DAY_MS) + 1;
  if (end - start > LONGEST_CHANGE_RANGE_DAYS) return undefined;
  return { start_date: dateOf(start), end_date: dateOf(end) };
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

async function* inPages(ids: AsyncIterable<string>): AsyncIterable<PagePlan> {
  let page: string[] = [];
  for await (const id of ids) {
    page.push(id);
    if (page.length < IDS_PER_PAGE) continue;
    yield { ids: page };
    page = [];
  }
  if (page.length > 0) yield { ids: page };
}

async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  // A loop that throws closes the generator, which ends the loops of the other workers too.
  const queue = (function* () {
    yield* items;
  })();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, worker));
}

function parseId(id: string): { kind: TmdbKind; number: string } {
  const [, kind, number] = /^(movie|tv)\/(\d+)$/.exec(id) ?? [];
  if (!kind || !number) throw new Error(`"${id}" is not an id of TMDb; it looks like movie/27205`);
  return { kind: kind as TmdbKind, number };
}

function reasonOf(error: Refused): string {
  return error.status === 404 ? 'TMDb does not know it (any more)' : `TMDb refused it: ${error.message}`;
}
