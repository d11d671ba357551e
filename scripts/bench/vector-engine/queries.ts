import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { QdrantClient } from '@qdrant/js-client-rest';
import { qdrantTitleIndex } from '../../../shared/adapters/qdrant/title-index.js';
import { factsVector } from '../../../shared/embedding/facts-vector.js';
import { noNames } from '../../../shared/search/known-names.js';
import { parseQuery } from '../../../shared/search/parse/parse.js';
import { queryTerms } from '../../../shared/search/terms.js';
import { readCatalogue, searchQueries } from '../search/queries.js';
import { COLLECTION } from './fill.js';
import { openEmbedder } from './titles.js';

/** Length of each list, as the search asks for. */
const CANDIDATES = 300;
/** Of each kind; no query twice in a run would need more than there are. */
const QUERIES = 598;
const THIS_YEAR = 2026;
/** Of each kind, for recall: an exact look at 660,300 vectors takes a while. */
const RECALLED = 200;

interface Recalled {
  using: 'text' | 'facts';
  vectors: readonly Float32Array[];
}

export interface EngineQueries {
  /** Bodies of the adapter's batch queries. */
  batches: Record<string, string[]>;
  /** Those whose nearest are compared with a look at every vector. */
  recalled: Record<string, Recalled>;
}

/** Queries as the search makes them of what people type: with every part that the query has, and with words alone. */
export async function engineQueries(data: string): Promise<EngineQueries> {
  const embedder = await openEmbedder();
  const catalogue = await readCatalogue(join(data, 'titles.jsonl.gz'), Number.POSITIVE_INFINITY);
  const { keyword, naturalLanguage, descriptions } = await searchQueries(data, catalogue);
  const kinds = {
    'title-like': keyword.slice(0, QUERIES),
    'natural language': naturalLanguage.slice(0, QUERIES),
    'whole descriptions': descriptions.slice(0, QUERIES).map(({ q }) => q),
  };
  const queries: EngineQueries = {
    batches: { 'words alone': await recorded(kinds['title-like'].map((q) => [q, undefined])) },
    recalled: {},
  };
  for (const [kind, asked] of Object.entries(kinds)) {
    const vectors = await embedder.embedText(asked);
    queries.batches[kind] = await recorded(asked.map((q, i) => [q, vectors[i]]));
    queries.recalled[kind] = { using: 'text', vectors: vectors.slice(0, RECALLED) };
  }
  const vectors = kinds['natural language'].flatMap((q) => factsNamed(q) ?? []).slice(0, RECALLED);
  queries.recalled['genres named'] = { using: 'facts', vectors };
  return queries;
}

/** Undefined where the query names no genre. */
function factsNamed(q: string): Float32Array | undefined {
  const { slots } = parseQuery(q, noNames, THIS_YEAR);
  const genres = slots.flatMap((slot) => (slot.slot === 'genre' ? slot.genres : []));
  return genres.length > 0 ? factsVector({ genres }) : undefined;
}

/** What the adapter sends for these queries, taken down by a server that has no collection. */
async function recorded(
  queries: readonly (readonly [string, Float32Array | undefined])[],
): Promise<string[]> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await readText(request));
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"status":{"error":"Not found"}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const index = qdrantTitleIndex({
    QDRANT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    QDRANT_COLLECTION: COLLECTION,
  });
  for (const [q, text] of queries) {
    await index.search({
      text,
      facts: text && factsNamed(q),
      keywords: queryTerms(q),
      filter: {},
      limit: CANDIDATES,
    });
  }
  server.closeAllConnections();
  server.close();
  return bodies;
}

/** The share of the `count` nearest of a look at every vector that the engine finds, or others as near. */
export async function recallOf(url: string, { using, vectors }: Recalled, count: number): Promise<number> {
  const client = new QdrantClient({ url, timeout: 600_000, checkCompatibility: false });
  let found = 0;
  for (const vector of vectors) {
    const query = { query: Array.from(vector), using, limit: CANDIDATES };
    const exact = await client.query(COLLECTION, { ...query, params: { exact: true } });
    const ours = await client.query(COLLECTION, query);
    const least = exact.points[count - 1]?.score ?? Number.NaN;
    found += Math.min(count, ours.points.filter(({ score }) => score >= least).length);
  }
  return found / (vectors.length * count);
}
