import { Bitmap } from './bitmap.js';
import type { Collection } from './collection.js';
import { DenseVectors } from './dense-vectors.js';
import { badRequest, formatError, notFound, notServed } from './errors.js';
import { parseFilter } from './filter-parser.js';
import { selectRows } from './filter-planner.js';
import { parseFusion, rankFused } from './fusion.js';
import { isObject, type Payload } from './json-path.js';
import { orderRows, parseOrderBy } from './order-by.js';
import { type PointId, parsePointId } from './point-id.js';
import { integerField, optionalNumber } from './request-fields.js';
import type { Hit } from './top-k.js';
import { parseVector } from './vector-parser.js';
import { isSparse, type StoredVector } from './vector-record.js';

/** The product's own default. */
export const DEFAULT_LIMIT = 10;
/** Deeper nesting could exhaust the stack. */
const DEEPEST_PREFETCH = 16;

/** A ranked row; ordered by a payload field it has the value too. */
export interface Ranked extends Hit {
  orderValue?: number;
}

/**
 * Ranks the points that a query request (or one of its prefetches) asks for, best first.
 * `within` are the rows that the request around it admits: its filter binds its prefetches too.
 */
export async function rank(
  collection: Collection,
  request: Payload,
  limit: number,
  within: Bitmap = collection.live,
  depth = 0,
): Promise<Ranked[]> {
  refuseUnserved(request);
  if (depth > DEEPEST_PREFETCH) throw formatError(`prefetches nest deeper than ${DEEPEST_PREFETCH} levels`);
  const rows = selectRows(parseFilter(request['filter']), collection).and(within);
  const lists = await prefetch(collection, request, rows, depth);
  const query = request['query'] ?? undefined;
  const threshold = optionalNumber(request, 'score_threshold');
  if (query === undefined) return rankById(collection, rows, limit, lists, threshold);

  const fuse = parseFusion(query);
  if (fuse) {
    if (!lists) throw badRequest('Fusion queries need prefetches to merge; none were given');
    const hits = rankFused(fuse(lists), limit, collection.points.precedes);
    return threshold === undefined ? hits : hits.filter((hit) => hit.score >= threshold);
  }
  const candidates = lists ? Bitmap.of(lists.flat().map((hit) => hit.row)) : rows;
  if (isObject(query) && query['order_by']) {
    if (threshold !== undefined) throw badRequest("Can't use score_threshold with an order_by query.");
    const ordered = orderRows(collection, parseOrderBy(query['order_by']), candidates, limit);
    return ordered.map(({ row, score }) => ({ row, score: 0, orderValue: score }));
  }
  if (isObject(query) && query['sample'] === 'random') return sample(candidates, limit);
  return rankNearest(collection, request, query, { rows: candidates, limit, threshold });
}

async function prefetch(
  collection: Collection,
  request: Payload,
  rows: Bitmap,
  depth: number,
): Promise<Hit[][] | undefined> {
  const value = request['prefetch'] ?? undefined;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  const lists: Hit[][] = [];
  for (const inner of Array.isArray(value) ? value : [value]) {
    if (!isObject(inner)) throw formatError('expected a prefetch object');
    const limit = integerField(inner, 'limit', DEFAULT_LIMIT, 1);
    lists.push(await rank(collection, inner, limit, rows, depth + 1));
  }
  return lists;
}

function rankById(
  collection: Collection,
  rows: Bitmap,
  limit: number,
  lists: Hit[][] | undefined,
  threshold: number | undefined,
): Ranked[] {
  if (lists) {
    throw badRequest(
      "A query is needed to merge the prefetches. Can't have prefetches without defining a query.",
    );
  }
  if (threshold !== undefined) {
    throw badRequest(
      "A query is needed to use the score_threshold. Can't have score_threshold without defining a query.",
    );
  }
  return collection.points.page(rows, undefined, limit).map((row) => ({ row, score: 0 }));
}

async function rankNearest(
  collection: Collection,
  request: Payload,
  query: unknown,
  { rows, limit, threshold }: { rows: Bitmap; limit: number; threshold: number | undefined },
): Promise<Ranked[]> {
  const name = typeof request['using'] === 'string' ? request['using'] : '';
  const { vector, examples } = queryVector(collection, name, query);
  const search = {
    rows: examples.length > 0 ? rows.clone().andNot(Bitmap.of(examples)) : rows,
    limit,
    threshold,
    precedes: collection.points.precedes,
    ...searchParams(request['params']),
  };
  const vectors = collection.vectorsNamed(name);
  if (vectors instanceof DenseVectors) return vectors.search(vector as Float32Array, search);
  if (!isSparse(vector)) throw formatError('a sparse vector is searched with `indices` and `values`');
  return vectors.search(vector, search);
}

/** What of `params` makes a difference here. */
function searchParams(params: unknown): { exact: boolean; ef: number } {
  if (!isObject(params)) return { exact: false, ef: 0 };
  return { exact: params['exact'] === true, ef: integerField(params, 'hnsw_ef', 0, 0) };
}

/** The vector sought, and the rows that gave it: those are no answers. */
function queryVector(
  collection: Collection,
  name: string,
  query: unknown,
): { vector: StoredVector; examples: number[] } {
  if (isObject(query) && query['recommend']) return recommended(collection, name, query['recommend']);
  if (isObject(query) && query['mmr']) throw notServed('MMR');
  const nearest = isObject(query) && 'nearest' in query ? query['nearest'] : query;
  const example = exampleVector(collection, name, nearest);
  return { vector: example.vector, examples: example.row === undefined ? [] : [example.row] };
}

/** `average_vector`: twice the mean of the positive examples less the mean of the negative ones. */
function recommended(
  collection: Collection,
  name: string,
  input: unknown,
): { vector: Float32Array; examples: number[] } {
  if (!isObject(input)) throw formatError('recommend needs `positive` or `negative` examples');
  const strategy = input['strategy'] ?? 'average_vector';
  if (strategy !== 'average_vector') throw notServed(`The recommendation strategy ${String(strategy)}`);
  const vectors = collection.vectorsNamed(name);
  if (!(vectors instanceof DenseVectors)) throw notServed('Recommendation over sparse vectors');
  const read = (list: unknown) =>
    (Array.isArray(list) ? list : []).map((e) => exampleVector(collection, name, e));
  const positive = read(input['positive']);
  const negative = read(input['negative']);
  if (positive.length === 0) {
    throw badRequest('At least one positive vector ID required with this strategy');
  }
  const liked = mean(positive, vectors.dimension);
  const disliked = negative.length > 0 ? mean(negative, vectors.dimension) : liked;
  const sought = liked.map((value, i) => 2 * value - (disliked[i] ?? 0));
  const examples = [...positive, ...negative].map((example) => example.row);
  return {
    vector: vectors.prepare(sought),
    examples: examples.filter((row) => row !== undefined),
  };
}

interface Example {
  vector: StoredVector;
  /** Of the point that was named, if one was. */
  row?: number;
}

/** A vector as given, or that of the point whose id is given. */
function exampleVector(collection: Collection, name: string, value: unknown): Example {
  if (typeof value !== 'number' && typeof value !== 'string') {
    return { vector: parseVector(collection, name, value) };
  }
  const id: PointId = parsePointId(value);
  const row = collection.rowOf(id);
  if (row === undefined) throw notFound(`No point with id ${id} found`);
  collection.vectorsNamed(name);
  const vector = collection.vectorsOf(row).get(name);
  if (!vector) throw notFound(`Vector with name ${name} for point ${id} not found`);
  return { vector, row };
}

function mean(examples: Example[], dimension: number): Float32Array {
  const sum = new Float32Array(dimension);
  for (const { vector } of examples) {
    if (isSparse(vector)) continue;
    for (let i = 0; i < dimension; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
  }
  return sum.map((value) => value / examples.length);
}

function sample(rows: Bitmap, limit: number): Ranked[] {
  return rows
    .rows()
    .map((row) => ({ row, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, limit)
    .map(({ row }) => ({ row, score: 0 }));
}

function refuseUnserved(request: Payload): void {
  if (request['lookup_from']) throw notServed('lookup_from');
  const { query } = request;
  if (!isObject(query)) return;
  for (const kind of ['discover', 'context', 'formula', 'relevance_feedback']) {
    if (query[kind] !== undefined) throw notServed(`A ${kind} query`);
  }
}
