import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { requestUrl } from '../../shared/function/request-url.js';
import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import { serveHttp, withFaults } from '../http-server.js';
import { Store } from '../store.js';
import { Changes, changeTables } from './changes.js';
import { Quota } from './quota.js';
import { answer } from './routes.js';
import { type TmdbTitles, tmdbTitles } from './titles.js';
import { TmdbError } from './tmdb-error.js';

/** What TMDb lets a key do in any 10 seconds. */
export const REQUESTS_PER_10_S = 40;
const API_KEY = 'local';

export interface TmdbOptions extends EmulatorOptions {
  /** Lines of a catalogue file (CatalogueLine); read at the first request. */
  catalogue: () => Iterable<unknown>;
  /** Another quota than TMDb's own; the adapter is told so. */
  requestsPer10s?: number;
}

export interface Tmdb extends Emulator {
  /**
   * Puts a title into the change feed, as an edit would at the suite's time.
   * @param id `movie/27205` or `tv/1396`; throws a RangeError where the catalogue has none
   * @param edited fields of its details that are different from now on
   */
  change(id: string, edited?: Readonly<Record<string, unknown>>): void;
}

/**
 * TMDb's API v3 over the catalogue's titles that have a number there: details with `append_to_response`, discover
 * by popularity, changes, genres and configuration. The change feed's end date is exclusive.
 */
export async function startTmdb(options: TmdbOptions): Promise<Tmdb> {
  const { clock } = options;
  const limit = options.requestsPer10s ?? REQUESTS_PER_10_S;
  const faults = new Faults();
  const store = new Store(options.folder, changeTables);
  const changes = new Changes(store);
  const quota = new Quota(limit, clock);
  let known: TmdbTitles | undefined;
  const titles = () => (known ??= tmdbTitles(options.catalogue()));

  const reply = (request: IncomingMessage): unknown => {
    const url = requestUrl(request.url);
    if (keyOf(request, url) !== API_KEY) throw new TmdbError(7);
    const retryAfter = quota.admit();
    if (retryAfter !== undefined) throw new TmdbError(25, { 'retry-after': String(retryAfter) });
    if (request.method !== 'GET') throw new TmdbError(4);
    const [, path] = /^\/3\/(.+)$/.exec(url.pathname) ?? [];
    if (path === undefined) throw new TmdbError(34);
    return answer(path, url.searchParams, { titles: titles(), changes, now: clock.now() });
  };

  const serve: RequestListener = (request, response) => {
    try {
      send(response, 200, reply(request));
    } catch (error) {
      fail(response, error instanceof TmdbError ? error : new TmdbError(11, {}, (error as Error).message));
    }
  };
  const failures = {
    error: (response: ServerResponse) => fail(response, new TmdbError(11)),
    quota: (response: ServerResponse) => fail(response, new TmdbError(25, { 'retry-after': '1' })),
  };
  const server = await serveHttp(withFaults(faults, failures, serve), options.port);

  return {
    name: 'tmdb',
    env: {
      TMDB_URL: `${server.url}/3`,
      TMDB_API_KEY: API_KEY,
      TMDB_REQUESTS_PER_10_S: String(limit),
    },
    faults,
    change(id, edited = {}) {
      const [kind, number] = id.split('/');
      const title = titles().get(kind === 'tv' ? 'tv' : 'movie', Number(number));
      if (!title || id !== `${title.kind}/${title.number}`) {
        throw new RangeError(`The catalogue has no ${id}; ids look like movie/27205 or tv/1396`);
      }
      changes.add(title.kind, title.number, clock.now(), edited);
    },
    async stop() {
      await server.close();
      await store.close();
    },
    async reset() {
      quota.forget();
      store.clear();
    },
    async export() {
      return store.export();
    },
    async import(entries) {
      quota.forget();
      store.import(entries);
    },
  };
}

function keyOf(request: IncomingMessage, url: URL): string | null {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? url.searchParams.get('api_key');
}

function fail(response: ServerResponse, error: TmdbError): void {
  send(response, error.status, error.body, error.headers);
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
