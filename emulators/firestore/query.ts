import { type FieldPath, formatFieldPath, isNameField, NAME_FIELD, parseFieldPath } from './field-path.js';
import { type Filter, fieldFilters, isInequality, parseFilter } from './filter.js';
import type { ProtoCursor, ProtoStructuredQuery } from './messages.js';
import { checkId, collectionUnder, type Parent } from './names.js';
import { invalid, unimplemented } from './status.js';
import { decodeValue, type Value } from './value.js';
import { compareText } from './value-order.js';

export interface Order {
  path: FieldPath;
  descending: boolean;
}

/** A position in the order of results: values of a prefix of the orders. */
export interface Cursor {
  values: Value[];
  /** The position lies just before the values, else just after them. */
  before: boolean;
}

/** Which collections: one; or all of one id, or of any id, at any depth below a place. */
export type Scope =
  | { kind: 'collection'; database: string; collection: string }
  | { kind: 'group'; database: string; below: string; collectionId: string | undefined };

/** A StructuredQuery with everything implicit spelled out. */
export interface Query {
  scope: Scope;
  filter: Filter | undefined;
  /** Ends with the document's name, so that the order is total. */
  orders: Order[];
  start: Cursor | undefined;
  end: Cursor | undefined;
  offset: number;
  limit: number;
  select: FieldPath[] | undefined;
}

/** Throws INVALID_ARGUMENT for a query that Firestore refuses. */
export function parseQuery(parent: Parent, proto: ProtoStructuredQuery | null | undefined): Query {
  if (!proto) throw invalid('The request lacks a structured_query.');
  if (proto.findNearest) throw unimplemented('This emulator has no vector search.');
  const filter = proto.where ? parseFilter(proto.where) : undefined;
  const orders = completeOrders(parseOrders(proto), filter);
  if ((proto.offset ?? 0) < 0) throw invalid('offset must not be negative.');
  const limit = proto.limit ? (proto.limit.value ?? 0) : Infinity;
  if (limit < 0) throw invalid('limit must not be negative.');
  return {
    scope: parseScope(parent, proto),
    filter,
    orders,
    start: parseCursor(proto.startAt, orders),
    end: parseCursor(proto.endAt, orders),
    offset: proto.offset ?? 0,
    limit,
    select: proto.select?.fields.map(({ fieldPath }) => parseFieldPath(fieldPath ?? '')),
  };
}

function parseScope(parent: Parent, proto: ProtoStructuredQuery): Scope {
  const [selector = {}, ...more] = proto.from ?? [];
  if (more.length > 0) throw invalid('A query reads from one collection selector only.');
  const { collectionId = '', allDescendants } = selector;
  if (collectionId !== '') checkId(collectionId, 'Collection');
  if (collectionId !== '' && !allDescendants) {
    return {
      kind: 'collection',
      database: parent.database,
      collection: collectionUnder(parent, collectionId),
    };
  }
  return {
    kind: 'group',
    database: parent.database,
    below: parent.path === '' ? '' : `${parent.path}/`,
    collectionId: collectionId === '' ? undefined : collectionId,
  };
}

function parseOrders(proto: ProtoStructuredQuery): Order[] {
  return (proto.orderBy ?? []).map(({ field, direction }) => ({
    path: parseFieldPath(field?.fieldPath ?? ''),
    descending: direction === 'DESCENDING',
  }));
}

/** Appends what Firestore orders by on its own: fields of inequalities by name, then the document's name. */
function completeOrders(explicit: Order[], filter: Filter | undefined): Order[] {
  const descending = explicit.at(-1)?.descending ?? false;
  const ordered = new Set(explicit.map(({ path }) => formatFieldPath(path)));
  if (ordered.has(NAME_FIELD)) return explicit;
  const implied = new Map(
    fieldFilters(filter)
      .filter(isInequality)
      .map(({ path }) => [formatFieldPath(path), path]),
  );
  const added = [...implied]
    .filter(([text]) => !ordered.has(text) && text !== NAME_FIELD)
    .sort(([a], [b]) => compareText(a, b))
    .map(([, path]) => ({ path, descending }));
  return [...explicit, ...added, { path: [NAME_FIELD], descending }];
}

function parseCursor(proto: ProtoCursor | null | undefined, orders: Order[]): Cursor | undefined {
  if (!proto) return undefined;
  const values = proto.values.map(decodeValue);
  if (values.length > orders.length) throw invalid('Cursor has too many values.');
  for (const [index, value] of values.entries()) {
    const order = orders[index];
    if (order && isNameField(order.path) && value.kind !== 'reference') {
      throw invalid('A cursor on __name__ needs a document reference.');
    }
  }
  return { values, before: proto.before ?? false };
}
