import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { requestUrl } from '../../shared/function/request-url.js';
import { answerJson, type FailureAnswers } from '../http-server.js';
import type { Collections } from './collections.js';
import { formatError, notFound, QdrantError } from './errors.js';
import { isObject, type Payload } from './json-path.js';
import { routes } from './routes.js';
import type { Serial } from './serial.js';
import type { Upkeep } from './upkeep.js';

/** The product's own limit of a request's body: 32 MB. */
export const LARGEST_BODY_BYTES = 32 * 1024 * 1024;

/** The client warns unless the server's minor version is within one of its own. */
const SERVER_VERSION = '1.18.0';
const RETRY_AFTER_S = 1;

/** How the product words failures of its own. */
export const failureAnswers: FailureAnswers = {
  error: (response) => refuse(response, 500, 'Service internal error: a fault was injected', 0),
  quota: (response) => {
    response.setHeader('retry-after', String(RETRY_AFTER_S));
    refuse(response, 429, 'Rate limiting exceeded: Read rate limit exceeded, retry later', 0);
  },
};

/**
 * Answers requests by the routes, each as one undivided piece of work:
 * a search gives way to the event loop between blocks, and no write may come in between.
 */
export function listen(collections: Collections, serial: Serial, upkeep: Upkeep): RequestListener {
  return async (request, response) => {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1_000;
    try {
      const url = requestUrl(request.url);
      if (url.pathname === '/') return answerJson(response, 200, versionInfo());
      if (/^\/(healthz|livez|readyz)$/.test(url.pathname)) return void response.end('healthz check passed');
      const body = await readJson(request);
      const result = await serial.run(() => answer(collections, request.method ?? 'GET', url, body));
      answerJson(response, 200, { result, status: 'ok', time: seconds() });
      upkeep.wake();
    } catch (error) {
      if (request.destroyed && !request.complete) return void response.destroy();
      if (error instanceof QdrantError) return refuse(response, error.status, error.message, seconds());
      const detail = error instanceof Error ? error.message : String(error);
      refuse(response, 500, `Service internal error: ${detail}`, seconds());
    }
  };
}

async function answer(collections: Collections, method: string, url: URL, body: Payload): Promise<unknown> {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(url.pathname) : null;
    if (!match) continue;
    const parts = match.slice(1).map(decodePart);
    return route.run({ collections, parts, query: url.searchParams, body });
  }
  throw notFound(`${method} ${url.pathname} is not an operation that this emulator serves`);
}

async function readJson(request: IncomingMessage): Promise<Payload> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read too, since a client that is still sending does not see the answer.
    if (size <= LARGEST_BODY_BYTES) chunks.push(chunk);
  }
  if (size > LARGEST_BODY_BYTES) {
    throw new QdrantError(
      413,
      `Payload error: JSON payload (${size} bytes) is larger than allowed (limit: ${LARGEST_BODY_BYTES} bytes).`,
    );
  }
  if (size === 0) return {};
  const body = parseJson(Buffer.concat(chunks).toString());
  if (!isObject(body)) throw formatError('expected an object');
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw formatError(error instanceof Error ? error.message : String(error));
  }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw formatError(`the path holds a malformed escape: ${part}`);
  }
}

function versionInfo(): Payload {
  return { title: 'qdrant - vector search engine', version: SERVER_VERSION };
}

function refuse(response: ServerResponse, status: number, error: string, time: number): void {
  answerJson(response, status, { status: { error }, time });
}
