import type { Bitmap } from './bitmap.js';
import type { Collection } from './collection.js';
import type { Condition, Scalar } from './condition.js';
import { formatError, notServed, wrongInput } from './errors.js';
import { parseFilter } from './filter-parser.js';
import { selectRows } from './filter-planner.js';
import { isObject, JsonPath, type Payload } from './json-path.js';
import { orderRows, parseOrderBy } from './order-by.js';
import { parsePointId, parsePointIds } from './point-id.js';
import { describePoint, parseWanted, type Wanted } from './point-output.js';
import { DEFAULT_LIMIT, type Ranked, rank } from './query.js';
import { integerField } from './request-fields.js';

const DEFAULT_GROUP_SIZE = 3;

/** `POST points`: those of the ids there are, in the order asked. */
export function retrieve(collection: Collection, body: Payload): Payload[] {
  const wanted = parseWanted(body, true);
  const rows = [...new Set(parsePointIds(body['ids']))].map((id) => collection.rowOf(id));
  return rows.filter((row) => row !== undefined).map((row) => describePoint(collection, row, wanted));
}

/** `POST points/scroll`: a page in the order of ids, or of a field; only the first kind leads to a next page. */
export function scroll(collection: Collection, body: Payload): Payload {
  const limit = integerField(body, 'limit', DEFAULT_LIMIT, 1);
  const wanted = parseWanted(body, true);
  const rows = selectRows(parseFilter(body['filter']), collection);
  const offset = body['offset'] ?? undefined;
  const orderBy = body['order_by'] ?? undefined;
  if (orderBy !== undefined) {
    if (offset !== undefined) {
      throw wrongInput(
        "Cannot use an `offset` when using `order_by`. The alternative for paging is to use `order_by.start_from` and a filter to exclude the IDs that you've already seen for the `order_by.start_from` value",
      );
    }
    const points = orderRows(collection, parseOrderBy(orderBy), rows, limit).map(({ row, score }) => ({
      ...describePoint(collection, row, wanted),
      order_value: score,
    }));
    return { points, next_page_offset: null };
  }
  const start = offset === undefined ? undefined : parsePointId(offset);
  const page = collection.points.page(rows, start, limit + 1);
  const next = page[limit];
  return {
    points: page.slice(0, limit).map((row) => describePoint(collection, row, wanted)),
    next_page_offset: next === undefined ? null : collection.idOf(next),
  };
}

/** `POST points/count`: always exact. */
export function count(collection: Collection, body: Payload): Payload {
  return { count: selectRows(parseFilter(body['filter']), collection).count() };
}

/** `POST facet`: the most frequent values of an indexed field, ties in the order of the values. */
export function facet(collection: Collection, body: Payload): Payload {
  const key = JsonPath.parse(body['key']).text;
  const limit = integerField(body, 'limit', DEFAULT_LIMIT, 1);
  const facets = collection.indexes.facetsOf(key);
  if (!facets) {
    throw wrongInput(
      `No appropriate index for faceting: \`${key}\`. Please create one to facet on this field. Check https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas support Match conditions`,
    );
  }
  const counts = facets.facets(selectRows(parseFilter(body['filter']), collection));
  counts.sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  return { hits: counts.slice(0, limit).map(([value, count]) => ({ value, count })) };
}

/** `POST points/query`. */
export async function query(collection: Collection, body: Payload): Promise<Payload> {
  const limit = integerField(body, 'limit', DEFAULT_LIMIT, 1);
  const offset = integerField(body, 'offset', 0, 0);
  const wanted = parseWanted(body, false);
  const ranked = await rank(collection, body, limit + offset);
  return { points: ranked.slice(offset).map((hit) => describeHit(collection, hit, wanted)) };
}

/** `POST points/query/batch`: an answer for each search, in their order. */
export async function queryBatch(collection: Collection, body: Payload): Promise<Payload[]> {
  if (!Array.isArray(body['searches'])) throw formatError('missing field `searches`');
  const answers: Payload[] = [];
  for (const search of body['searches']) {
    if (!isObject(search)) throw formatError('expected a query object');
    answers.push(await query(collection, search));
  }
  return answers;
}

/** `POST points/query/groups`: the best points of each of the best values of a field. */
export async function queryGroups(collection: Collection, body: Payload): Promise<Payload> {
  if (body['with_lookup']) throw notServed('with_lookup');
  const groupBy = JsonPath.parse(body['group_by']);
  const limit = integerField(body, 'limit', DEFAULT_LIMIT, 1);
  const size = integerField(body, 'group_size', DEFAULT_GROUP_SIZE, 1);
  const wanted = parseWanted(body, false);
  const groups = new Map<Scalar, Ranked[]>();
  const isFull = () => [...groups.values()].every((group) => group.length === size);
  let eligible: Bitmap | undefined;
  for (const hit of await rank(collection, body, Math.max(1, collection.size))) {
    if (eligible && !eligible.has(hit.row)) continue;
    for (const value of groupsOf(collection, hit.row, groupBy)) {
      const group = groups.get(value);
      if (group && group.length < size) group.push(hit);
      else if (!group && groups.size < limit) groups.set(value, [hit]);
    }
    if (groups.size < limit) continue;
    if (isFull()) break;
    // With an index, payloads need not be read to pass over the points of no group.
    eligible ??= collection.indexes.lookup(isOneOf(groupBy, groups.keys()), collection.live);
  }
  return {
    groups: [...groups].map(([id, hits]) => ({
      id,
      hits: hits.map((hit) => describeHit(collection, hit, wanted)),
    })),
  };
}

function describeHit(collection: Collection, hit: Ranked, wanted: Wanted): Payload {
  const { id, ...rest } = describePoint(collection, hit.row, wanted);
  return {
    id,
    version: collection.versionOf(hit.row),
    score: hit.score,
    ...rest,
    ...(hit.orderValue === undefined ? {} : { order_value: hit.orderValue }),
  };
}

function isOneOf(path: JsonPath, values: Iterable<Scalar>): Condition {
  return { kind: 'field', path, checks: [{ type: 'any', values: new Set(values) }] };
}

/** Texts and integers group; a point of several belongs to each group. */
function groupsOf(collection: Collection, row: number, path: JsonPath): Set<string | number> {
  const values = path.values(collection.payloadOf(row)).flat();
  return new Set(
    values.filter((value) => typeof value === 'string' || isInteger(value)) as (string | number)[],
  );
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}
