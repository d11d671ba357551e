import type { Benchmark, BenchmarkContext, Figure, Target } from '../benchmark.js';
import { catalogueFile, startFilledSuite } from '../filled-suite.js';
import { type LoadResult, load } from '../load.js';
import { type Peer, peers, startPeer } from './peers.js';
import { type Ask, askOurs, askPeer, foundWithin } from './quality.js';
import { readCatalogue, type SearchQueries, searchQueries } from './queries.js';

const TITLES = 66_030;
const run = { seconds: 6, warmUpSeconds: 3 };
/** For how often the wanted title is found; a library takes seconds for a description. "relevance" judges many more. */
const JUDGED = { titles: 50, descriptions: 20 };
const FOLLOWING_PAGES = 300;

interface Measured {
  who: 'ours' | Peer;
  kind: string;
  connections: number;
  result: LoadResult;
}

/** Milliseconds of the 95th percentile, by what is asked and by how many at once. */
const targets: Readonly<Record<string, number>> = {
  'keyword, 1': 25,
  'natural language, 1': 40,
  'keyword, 16': 100,
  'natural language, 16': 100,
};

export const search: Benchmark = {
  about: `search over ${TITLES} titles through the public entry, beside in-memory libraries behind the same HTTP server; no query twice`,
  async run(context) {
    const file = catalogueFile(context);
    const queries = await searchQueries(context.data ?? '', await readCatalogue(file, TITLES));
    const measured: Measured[] = [];
    const quality: Figure[] = [];
    const suite = await startFilledSuite(context, TITLES, '--limits', 'off');
    try {
      for (const [kind, urls] of Object.entries(await ourUrls(suite.api, queries))) {
        for (const connections of [1, 16]) {
          context.say(`ours, ${kind}, ${connections} at once`);
          measured.push({
            who: 'ours',
            kind,
            connections,
            result: await load({ urls, connections, ...run }),
          });
        }
      }
      quality.push(...(await qualityOf('ours', askOurs(suite.api), queries)));
    } finally {
      await suite.stop();
    }
    for (const peer of peers) {
      const { figures, results } = await measurePeer(peer, file, queries, context);
      measured.push(...results);
      quality.push(...figures);
    }
    return {
      figures: [...measured.flatMap(figuresOf), ...quality],
      chart: {
        title: 'Search at one client, p95',
        unit: 'ms',
        kind: 'bars',
        bars: measured
          .filter(({ connections }) => connections === 1)
          .map(({ who, kind, result }) => {
            const target = who === 'ours' ? targets[`${kind}, 1`] : undefined;
            return { label: `${who}, ${kind}`, value: result.p95, ...(target !== undefined && { target }) };
          }),
      },
    };
  },
};

async function ourUrls(api: string, queries: SearchQueries): Promise<Record<string, string[]>> {
  const { keyword, naturalLanguage, descriptions } = queries;
  const at = (path: string) => (q: string) => `${api}/api/v1/search/${path}q=${encodeURIComponent(q)}`;
  return {
    keyword: keyword.map(at('semantic?')),
    'natural language': naturalLanguage.map(at('semantic?')),
    'whole descriptions': descriptions.map(({ q }) => at('semantic?')(q)),
    'words and filters': keyword.map((q, i) =>
      at(`faceted?genres=comedy,drama&year_from=${1930 + (i % 60)}&`)(q),
    ),
    'filters alone': keyword.map(
      (_, i) =>
        `${api}/api/v1/search/faceted?genres=comedy&year_from=${1930 + (i % 60)}&year_to=${1995 + (i % 29)}`,
    ),
    'following pages': await followingPages(naturalLanguage.slice(-FOLLOWING_PAGES).map(at('semantic?'))),
  };
}

async function followingPages(first: readonly string[]): Promise<string[]> {
  const next: string[] = [];
  for (const url of first) {
    const { pagination } = (await (await fetch(url)).json()) as {
      pagination: { next_cursor: string | null };
    };
    if (pagination.next_cursor) next.push(`${url}&cursor=${pagination.next_cursor}`);
  }
  return next;
}

async function measurePeer(
  peer: Peer,
  file: string,
  { keyword, naturalLanguage, ...queries }: SearchQueries,
  { say }: BenchmarkContext,
): Promise<{ figures: Figure[]; results: Measured[] }> {
  say(`${peer} builds its index`);
  const { url, builtIn, stop } = await startPeer(peer, file, TITLES, 'all');
  const results: Measured[] = [];
  for (const [kind, asked] of Object.entries({ keyword, 'natural language': naturalLanguage })) {
    const urls = asked.map((q) => `${url}?q=${encodeURIComponent(q)}`);
    say(`${peer}, ${kind}, one at a time`);
    // More at once only wait for each other: a library answers in one thread.
    results.push({ who: peer, kind, connections: 1, result: await load({ urls, connections: 1, ...run }) });
  }
  const figures = await qualityOf(peer, askPeer(url), { keyword, naturalLanguage, ...queries });
  stop();
  return { results, figures: [...figures, { what: `${peer}, index built in`, value: builtIn, unit: 's' }] };
}

async function qualityOf(who: string, ask: Ask, { titles, descriptions }: SearchQueries): Promise<Figure[]> {
  return [
    {
      what: `${who}, whole title found first`,
      value: await foundWithin(1, titles.slice(0, JUDGED.titles), ask),
      unit: '',
    },
    {
      what: `${who}, whole description found in ten`,
      value: await foundWithin(10, descriptions.slice(0, JUDGED.descriptions), ask),
      unit: '',
    },
  ];
}

function figuresOf({ who, kind, connections, result }: Measured): Figure[] {
  const at = `${who}, ${kind}, ${connections} at once`;
  const limit = who === 'ours' ? targets[`${kind}, ${connections}`] : undefined;
  const held = (target: Target | undefined) => target && { target };
  return [
    { what: `${at}, p50`, value: result.p50, unit: 'ms' },
    {
      what: `${at}, p95`,
      value: result.p95,
      unit: 'ms',
      ...held(limit === undefined ? undefined : { atMost: limit }),
    },
    { what: `${at}, p99`, value: result.p99, unit: 'ms' },
    {
      what: `${at}, answers`,
      value: result.perSecond,
      unit: '1/s',
      ...held(connections === 16 && limit !== undefined ? { atLeast: 150 } : undefined),
    },
  ];
}
