import type { Collection } from './collection.js';
import { formatError, notFound, validationError } from './errors.js';
import { parseFilter } from './filter-parser.js';
import { selectRows } from './filter-planner.js';
import { isObject, JsonPath, type Payload } from './json-path.js';
import { matchesFilter } from './matcher.js';
import { type PointId, parsePointId, parsePointIds } from './point-id.js';
import { parseVectors } from './vector-parser.js';
import type { PointVectors } from './vector-record.js';

/** Applies one write to a collection and returns its number; throws without effect where the request is wrong. */
type Update = (collection: Collection, body: Payload) => number;

/** The writes by the names they have in a batch. */
export const updates = {
  upsert,
  delete: deletePoints,
  set_payload: setPayload,
  overwrite_payload: overwritePayload,
  delete_payload: deletePayload,
  clear_payload: clearPayload,
  update_vectors: updateVectors,
  delete_vectors: deleteVectors,
} satisfies Record<string, Update>;

/** Applies `operations` one after another; those before a refused one stay. */
export function batchUpdate(collection: Collection, body: Payload): number[] {
  const { operations } = body;
  if (!Array.isArray(operations)) throw formatError('missing field `operations`');
  return operations.map((operation: unknown) => {
    const [name, argument] = isObject(operation) ? (Object.entries(operation)[0] ?? []) : [];
    if (name === undefined || !Object.hasOwn(updates, name) || !isObject(argument)) {
      throw formatError('data did not match any variant of untagged enum UpdateOperation');
    }
    return updates[name as keyof typeof updates](collection, argument);
  });
}

interface Point {
  id: PointId;
  vectors: PointVectors;
  payload: Payload;
}

function upsert(collection: Collection, body: Payload): number {
  const points = isObject(body['batch'])
    ? batchPoints(collection, body['batch'])
    : listPoints(collection, body);
  const filter = parseFilter(body['update_filter']);
  const mode = body['update_mode'] ?? 'upsert';
  if (mode !== 'upsert' && mode !== 'insert_only' && mode !== 'update_only') {
    throw formatError(
      `unknown variant \`${String(mode)}\`, expected \`upsert\`, \`insert_only\` or \`update_only\``,
    );
  }
  const isWanted = (id: PointId): boolean => {
    const row = collection.rowOf(id);
    if (row === undefined) return mode !== 'update_only';
    return mode !== 'insert_only' && (!filter || matchesFilter(filter, collection.candidate(row)));
  };
  return collection.write(() => {
    for (const { id, vectors, payload } of points) if (isWanted(id)) collection.put(id, vectors, payload);
  });
}

function listPoints(collection: Collection, body: Payload): Point[] {
  if (!Array.isArray(body['points'])) {
    throw formatError('data did not match any variant of untagged enum PointInsertOperations');
  }
  return body['points'].map((point: unknown) => {
    if (!isObject(point)) throw formatError('expected struct PointStruct');
    return {
      id: parsePointId(point['id']),
      vectors: parseVectors(collection, point['vector']),
      payload: payloadOf(point['payload'] ?? {}),
    };
  });
}

function batchPoints(collection: Collection, batch: Payload): Point[] {
  const ids = parsePointIds(batch['ids']);
  const { vectors } = batch;
  const payloads = batch['payloads'] ?? [];
  const columns = isObject(vectors) ? Object.entries(vectors) : undefined;
  const vectorAt = (i: number): unknown =>
    columns
      ? Object.fromEntries(columns.map(([name, column]) => [name, elementOf(column, i)]))
      : elementOf(vectors, i);
  for (const column of columns ? columns.map(([, values]) => values) : [vectors]) {
    if (!Array.isArray(column) || column.length !== ids.length) {
      throw validationError('batch: number of ids and vectors must be equal');
    }
  }
  if (!Array.isArray(payloads) || (payloads.length > 0 && payloads.length !== ids.length)) {
    throw validationError('batch: number of ids and payloads must be equal');
  }
  return ids.map((id, i) => ({
    id,
    vectors: parseVectors(collection, vectorAt(i)),
    payload: payloadOf(payloads[i] ?? {}),
  }));
}

function deletePoints(collection: Collection, body: Payload): number {
  const { rows } = rowsOf(collection, body);
  return collection.write(() => {
    for (const row of rows) collection.delete(row);
  });
}

function setPayload(collection: Collection, body: Payload): number {
  const patch = payloadOf(body['payload']);
  const key = body['key'] === undefined || body['key'] === null ? undefined : JsonPath.parse(body['key']);
  return changePayloads(collection, body, (payload) => {
    if (!key) return { ...payload, ...patch };
    key.merge(payload, patch);
    return payload;
  });
}

function overwritePayload(collection: Collection, body: Payload): number {
  if (body['key'] !== undefined && body['key'] !== null) return setPayload(collection, body);
  const payload = payloadOf(body['payload']);
  return changePayloads(collection, body, () => payload);
}

function deletePayload(collection: Collection, body: Payload): number {
  if (!Array.isArray(body['keys'])) throw formatError('missing field `keys`');
  const paths = body['keys'].map((key: unknown) => JsonPath.parse(key));
  return changePayloads(collection, body, (payload) => {
    for (const path of paths) path.delete(payload);
    return payload;
  });
}

function clearPayload(collection: Collection, body: Payload): number {
  return changePayloads(collection, body, () => ({}));
}

function updateVectors(collection: Collection, body: Payload): number {
  if (!Array.isArray(body['points'])) throw formatError('missing field `points`');
  const filter = parseFilter(body['update_filter']);
  const changes = body['points'].map((point: unknown, i) => {
    if (!isObject(point)) throw formatError('expected struct PointVectors');
    const vectors = parseVectors(collection, point['vector']);
    if (vectors.size === 0)
      throw validationError(`points[${i}].vector: must specify vectors to update for point`);
    return { id: parsePointId(point['id']), vectors };
  });
  const operation = collection.write(() => {
    for (const { id, vectors } of changes) {
      const row = collection.rowOf(id);
      if (row === undefined || (filter && !matchesFilter(filter, collection.candidate(row)))) continue;
      collection.putVectors(row, new Map([...collection.vectorsOf(row), ...vectors]));
    }
  });
  refuseMissing(changes.map((change) => change.id).filter((id) => collection.rowOf(id) === undefined));
  return operation;
}

function deleteVectors(collection: Collection, body: Payload): number {
  if (!Array.isArray(body['vector']) || body['vector'].length === 0) {
    throw validationError('vector: must specify vector names to delete');
  }
  const names = body['vector'].map(String);
  for (const name of names) collection.vectorsNamed(name);
  const { rows } = rowsOf(collection, body);
  return collection.write(() => {
    for (const row of rows) {
      const vectors = collection.vectorsOf(row);
      for (const name of names) vectors.delete(name);
      collection.putVectors(row, vectors);
    }
  });
}

function changePayloads(
  collection: Collection,
  body: Payload,
  change: (payload: Payload) => Payload,
): number {
  const { rows, missing } = rowsOf(collection, body);
  const operation = collection.write(() => {
    for (const row of rows) collection.putPayload(row, change(collection.payloadOf(row)));
  });
  refuseMissing(missing);
  return operation;
}

/** The real server, too, changes the points there are before it says that one is missing. */
function refuseMissing(missing: PointId[]): void {
  const [first] = missing;
  if (first !== undefined) throw notFound(`No point with id ${first} found`);
}

/** The rows that `points` or `filter` name, and the ids that have none. */
function rowsOf(collection: Collection, body: Payload): { rows: Set<number>; missing: PointId[] } {
  if (Array.isArray(body['points'])) {
    const rows = new Set<number>();
    const missing: PointId[] = [];
    for (const id of parsePointIds(body['points'])) {
      const row = collection.rowOf(id);
      if (row === undefined) missing.push(id);
      else rows.add(row);
    }
    return { rows, missing };
  }
  const filter = parseFilter(body['filter']);
  if (!filter) throw formatError('data did not match any variant of untagged enum PointsSelector');
  return { rows: new Set(selectRows(filter, collection).rows()), missing: [] };
}

function payloadOf(value: unknown): Payload {
  if (!isObject(value)) throw formatError('expected a payload object');
  return value;
}

function elementOf(column: unknown, i: number): unknown {
  return Array.isArray(column) ? column[i] : undefined;
}
