import type { Bitmap } from './bitmap.js';
import type { Collection } from './collection.js';
import { withinBounds } from './condition.js';
import { parseDatetime } from './datetime.js';
import { formatError, wrongInput } from './errors.js';
import { isObject } from './json-path.js';
import { type Hit, TopK } from './top-k.js';

/** Points in the order of a payload field: a row for each of its values. */
export interface OrderBy {
  key: string;
  isDescending: boolean;
  /** Inclusive; microseconds since 1970 for an instant. */
  startFrom?: number | undefined;
}

/** Reads `order_by`: a key, or `{key, direction, start_from}`. */
export function parseOrderBy(value: unknown): OrderBy {
  if (typeof value === 'string') return { key: value, isDescending: false };
  if (!isObject(value) || typeof value['key'] !== 'string') throw formatError('order_by needs a `key`');
  const direction = value['direction'] ?? 'asc';
  if (direction !== 'asc' && direction !== 'desc') {
    throw formatError(`unknown variant \`${String(direction)}\`, expected \`asc\` or \`desc\``);
  }
  return { key: value['key'], isDescending: direction === 'desc', startFrom: startOf(value['start_from']) };
}

/** The first `limit` in order, their `score` being the value that orders them. Throws 400 without an index. */
export function orderRows(collection: Collection, orderBy: OrderBy, rows: Bitmap, limit: number): Hit[] {
  const index = collection.indexes.rangeOf(orderBy.key);
  if (!index) {
    throw wrongInput(
      `No range index for \`order_by\` key: \`${orderBy.key}\`. Please create one to use \`order_by\`. Check https://qdrant.tech/documentation/concepts/indexing/#payload-index to see which payload schemas support Range conditions`,
    );
  }
  const { isDescending, startFrom } = orderBy;
  const bounds = isDescending ? { lte: startFrom } : { gte: startFrom };
  const sign = isDescending ? 1 : -1;
  const top = new TopK(limit, collection.points.precedes);
  index.forEach((row, value) => {
    if (rows.has(row) && withinBounds(value, bounds)) top.offer(row, sign * value);
  });
  return top.ranked().map(({ row, score }) => ({ row, score: sign * score }));
}

function startOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const start = typeof value === 'string' ? parseDatetime(value) : value;
  if (typeof start === 'number') return start;
  throw formatError('start_from is a number or an RFC 3339 instant');
}
