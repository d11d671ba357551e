import type { Collection } from './collection.js';
import { parseCreateCollection, updateConfig } from './collection-config.js';
import type { Collections } from './collections.js';
import { formatError, notFound } from './errors.js';
import { JsonPath, type Payload } from './json-path.js';
import { parseFieldSchema } from './payload-indexes.js';
import { parsePointId } from './point-id.js';
import { describePoint, parseWanted } from './point-output.js';
import { count, facet, query, queryBatch, queryGroups, retrieve, scroll } from './reads.js';
import { batchUpdate, updates } from './updates.js';

/** One request to a known path. */
export interface Call {
  collections: Collections;
  /** Parts of the path that the route leaves open, in order. */
  parts: string[];
  query: URLSearchParams;
  body: Payload;
}

export interface Route {
  method: string;
  path: RegExp;
  /** Answers `result`. */
  run(call: Call): unknown;
}

const orderings = new Set(['weak', 'medium', 'strong']);

/** What this emulator serves, under the paths of the product. */
export const routes: Route[] = [
  route('GET', '/collections', ({ collections }) => ({
    collections: collections.names().map((name) => ({ name })),
  })),
  route('POST', '/collections/aliases', ({ collections, body }) => {
    collections.changeAliases(body['actions']);
    return true;
  }),
  route('GET', '/aliases', ({ collections }) => ({ aliases: collections.aliases() })),
  route('GET', '/collections/*', ({ collections, parts: [name = ''] }) => collections.describe(name)),
  route('PUT', '/collections/*', ({ collections, parts: [name = ''], body }) => {
    collections.create(name, parseCreateCollection(body));
    return true;
  }),
  route('PATCH', '/collections/*', ({ collections, parts: [name = ''], body }) => {
    collections.reconfigure(name, (config) => updateConfig(config, body));
    return true;
  }),
  route('DELETE', '/collections/*', ({ collections, parts: [name = ''] }) => collections.delete(name)),
  route('GET', '/collections/*/exists', ({ collections, parts: [name = ''] }) => ({
    exists: collections.has(name),
  })),
  route('GET', '/collections/*/aliases', ({ collections, parts: [name = ''] }) => {
    collections.get(name);
    return { aliases: collections.aliases(name) };
  }),
  route('PUT', '/collections/*/index', (call) => {
    const field = JsonPath.parse(call.body['field_name']).text;
    const schema = parseFieldSchema(call.body['field_schema']);
    return written(call, call.collections.createIndex(call.parts[0] ?? '', field, schema));
  }),
  route('DELETE', '/collections/*/index/*', (call) => {
    const [name = '', field = ''] = call.parts;
    return written(call, call.collections.dropIndex(name, field));
  }),
  read('points', retrieve),
  read('points/scroll', scroll),
  read('points/count', count),
  read('points/query', query),
  read('points/query/batch', queryBatch),
  read('points/query/groups', queryGroups),
  read('facet', facet),
  route('GET', '/collections/*/points/*', ({ collections, parts: [name = '', text = ''] }) => {
    const collection = collections.get(name);
    const id = parsePointId(/^\d+$/.test(text) ? Number(text) : text);
    const row = collection.rowOf(id);
    if (row === undefined) throw notFound(`Point with id ${id} does not exists!`);
    return describePoint(collection, row, parseWanted({ with_vector: true }, true));
  }),
  write('PUT', 'points', updates.upsert),
  write('POST', 'points/delete', updates.delete),
  write('POST', 'points/payload', updates.set_payload),
  write('PUT', 'points/payload', updates.overwrite_payload),
  write('POST', 'points/payload/delete', updates.delete_payload),
  write('POST', 'points/payload/clear', updates.clear_payload),
  write('PUT', 'points/vectors', updates.update_vectors),
  write('POST', 'points/vectors/delete', updates.delete_vectors),
  route('POST', '/collections/*/points/batch', (call) => {
    checkOrdering(call);
    const collection = call.collections.get(call.parts[0] ?? '');
    return batchUpdate(collection, call.body).map((operation) => written(call, operation));
  }),
];

/** `*` stands for one part of the path. */
function route(method: string, path: string, run: Route['run']): Route {
  return { method, path: new RegExp(`^${path.replaceAll('*', '([^/]+)')}/?$`), run };
}

function read(path: string, answer: (collection: Collection, body: Payload) => unknown): Route {
  return route('POST', `/collections/*/${path}`, ({ collections, parts: [name = ''], body }) =>
    answer(collections.get(name), body),
  );
}

function write(
  method: string,
  path: string,
  update: (collection: Collection, body: Payload) => number,
): Route {
  return route(method, `/collections/*/${path}`, (call) => {
    checkOrdering(call);
    return written(call, update(call.collections.get(call.parts[0] ?? ''), call.body));
  });
}

/** Writes are always done at once; without `wait` the client is only told that they were taken. */
function written({ query }: Call, operation: number): Payload {
  return { operation_id: operation, status: query.get('wait') === 'true' ? 'completed' : 'acknowledged' };
}

function checkOrdering({ query }: Call): void {
  const ordering = query.get('ordering');
  if (ordering !== null && !orderings.has(ordering)) {
    throw formatError(`unknown variant \`${ordering}\`, expected one of \`weak\`, \`medium\`, \`strong\``);
  }
}
