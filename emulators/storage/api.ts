import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestUrl } from '../../shared/function/request-url.js';
import type { SuiteClock } from '../clock.js';
import { answerJson, readBody } from '../http-server.js';
import type { Catalogue } from './catalogue.js';
import { download } from './downloads.js';
import type { Lifecycle } from './lifecycle.js';
import type { Objects } from './objects.js';
import { checkPreconditions, readPreconditions } from './preconditions.js';
import {
  bucketInput,
  bucketResource,
  checkBucketName,
  type ObjectRecord,
  objectInput,
  objectResource,
  parseInput,
} from './resources.js';
import { invalid, notFound, required, StorageError } from './storage-error.js';
import { serveUpload } from './upload-api.js';
import { parseJson } from './upload-formats.js';
import type { Uploads } from './uploads.js';

const PAGE_LIMIT = 1000;

export interface Api {
  catalogue: Catalogue;
  objects: Objects;
  uploads: Uploads;
  lifecycle: Lifecycle;
  clock: SuiteClock;
}

export interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  /** e.g. `http://127.0.0.1:4443`, as the client called it. */
  origin: string;
}

/** One request of the JSON API, whatever it is. */
export async function serveApi(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const origin = `http://${request.headers.host ?? 'localhost'}`;
  const url = requestUrl(request.url);
  const call: Call = { request, response, query: url.searchParams, origin };
  const path = url.pathname.replace(/^\/download(?=\/storage\/)/, '');
  const upload = /^(?:\/resumable)?\/upload\/storage\/v1\/b\/([^/]+)\/o$/.exec(path);
  if (upload) return serveUpload(api, call, decode(upload[1]));
  const [, bucket, below] = /^\/storage\/v1\/b(?:\/([^/]+))?(?:\/(o(?:\/.*)?))?$/.exec(path) ?? [];
  if (!path.startsWith('/storage/v1/b')) throw notFound('Not Found');
  if (bucket === undefined) return serveBuckets(api, call);
  if (below === undefined) return serveBucket(api, call, decode(bucket));
  const [name, action, ...rest] = below.split('/').slice(1).map(decode);
  if (name === undefined) return serveList(api, call, decode(bucket));
  if (action === undefined) return serveObject(api, call, [decode(bucket), name]);
  return serveAction(api, call, [decode(bucket), name], [action, ...rest]);
}

function decode(segment = ''): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalid(`The path is not URL-encoded: ${segment}`);
  }
}

function refuseMethod({ request }: Call): never {
  throw new StorageError(405, 'methodNotAllowed', `${request.method} is not allowed here.`);
}

async function serveBuckets(api: Api, call: Call): Promise<void> {
  if (call.request.method === 'GET') {
    const prefix = call.query.get('prefix') ?? '';
    const items = api.catalogue.buckets().filter((bucket) => bucket.name.startsWith(prefix));
    return answerJson(call.response, 200, { kind: 'storage#buckets', items: items.map(bucketResource) });
  }
  if (call.request.method !== 'POST') refuseMethod(call);
  const settings = parseInput(bucketInput, parseJson(await readBody(call.request)));
  if (settings.name === undefined) throw required('name');
  checkBucketName(settings.name);
  if (api.catalogue.findBucket(settings.name)) {
    throw new StorageError(409, 'conflict', 'Your previous request to create the named bucket succeeded.');
  }
  const now = api.clock.now();
  const bucket = { name: settings.name, metageneration: 1, timeCreated: now, updated: now, settings };
  api.catalogue.putBucket(bucket);
  answerJson(call.response, 200, bucketResource(bucket));
}

async function serveBucket(api: Api, call: Call, name: string): Promise<void> {
  const bucket = api.catalogue.bucket(name);
  switch (call.request.method) {
    case 'GET':
      return answerJson(call.response, 200, bucketResource(bucket));
    case 'PATCH':
    case 'PUT': {
      const changes = parseInput(bucketInput, parseJson(await readBody(call.request)));
      const changed = {
        ...bucket,
        settings: { ...(call.request.method === 'PATCH' ? bucket.settings : {}), ...changes },
        metageneration: bucket.metageneration + 1,
        updated: api.clock.now(),
      };
      api.catalogue.putBucket(changed);
      api.lifecycle.sweep();
      return answerJson(call.response, 200, bucketResource(changed));
    }
    case 'DELETE':
      api.catalogue.deleteBucket(name);
      call.response.writeHead(204).end();
      return;
    default:
      refuseMethod(call);
  }
}

function serveList(api: Api, call: Call, bucket: string): void {
  if (call.request.method !== 'GET') refuseMethod(call);
  api.catalogue.bucket(bucket);
  const { query, origin } = call;
  const wanted = Number(query.get('maxResults') ?? PAGE_LIMIT);
  if (!Number.isInteger(wanted) || wanted < 1) throw invalid('Invalid value for maxResults.');
  const token = query.get('pageToken');
  const page = api.catalogue.list(bucket, {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: token === null ? undefined : Buffer.from(token, 'base64url').toString(),
    limit: Math.min(wanted, PAGE_LIMIT),
  });
  answerJson(call.response, 200, {
    kind: 'storage#objects',
    ...(page.objects.length > 0 && { items: page.objects.map((object) => objectResource(object, origin)) }),
    ...(page.prefixes.length > 0 && { prefixes: page.prefixes }),
    ...(page.after !== undefined && { nextPageToken: Buffer.from(page.after).toString('base64url') }),
  });
}

async function serveObject(api: Api, call: Call, id: [bucket: string, name: string]): Promise<void> {
  const { request, response, query } = call;
  const generation = query.get('generation');
  switch (request.method) {
    case 'GET': {
      if (query.get('alt') === 'media') return download(api.objects, id, request, query, response);
      const object = api.catalogue.object(...id, generation);
      checkPreconditions(readPreconditions(query), object, true);
      return answerObject(call, object);
    }
    case 'PATCH': {
      const changes = parseInput(objectInput, parseJson(await readBody(request)));
      return answerObject(call, api.objects.patch(...id, changes, readPreconditions(query)));
    }
    case 'DELETE':
      await api.objects.delete(...id, generation, readPreconditions(query));
      response.writeHead(204).end();
      return;
    default:
      refuseMethod(call);
  }
}

async function serveAction(
  api: Api,
  call: Call,
  [bucket, name]: [bucket: string, name: string],
  [action, ...path]: string[],
): Promise<void> {
  if (call.request.method !== 'POST') refuseMethod(call);
  const json = parseJson(await readBody(call.request));
  const conditions = readPreconditions(call.query);
  if (action === 'compose') {
    const { destination, sources } = composition(json);
    const settings = parseInput(objectInput, destination);
    const object = await api.objects.compose({ bucket, name, settings, conditions }, sources);
    return answerObject(call, object);
  }
  const [b, targetBucket, o, targetName, ...rest] = path;
  const known =
    (action === 'rewriteTo' || action === 'copyTo') && b === 'b' && o === 'o' && rest.length === 0;
  if (!known || targetBucket === undefined || targetName === undefined) throw notFound('Not Found');
  const source = { bucket, name, generation: call.query.get('sourceGeneration'), conditions: {} };
  const target = {
    bucket: targetBucket,
    name: targetName,
    settings: parseInput(objectInput, json),
    conditions,
  };
  const object = await api.objects.copy(source, target);
  if (action === 'copyTo') return answerObject(call, object);
  answerJson(call.response, 200, {
    kind: 'storage#rewriteResponse',
    totalBytesRewritten: String(object.size),
    objectSize: String(object.size),
    done: true,
    resource: objectResource(object, call.origin),
  });
}

interface Composition {
  destination: unknown;
  sources: { name: string; generation?: string | undefined }[];
}

function composition(json: unknown): Composition {
  const { destination = {}, sourceObjects } = Object(json) as Record<string, unknown>;
  const sources = (Array.isArray(sourceObjects) ? sourceObjects : []).map((source: unknown) => {
    const { name, generation } = Object(source) as Record<string, unknown>;
    if (typeof name !== 'string') throw required('sourceObjects[].name');
    return { name, generation: generation === undefined ? undefined : String(generation) };
  });
  return { destination, sources };
}

export function answerObject(call: Call, object: ObjectRecord): void {
  answerJson(call.response, 200, objectResource(object, call.origin));
}
