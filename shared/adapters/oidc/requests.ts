import type { IncomingMessage } from 'node:http';
import { DEVICE_GRANT } from '../../auth/clients.js';
import { readJson } from '../../function/body.js';
import type { Exchange } from '../../function/node-endpoint.js';
import { requestUrl } from '../../function/request-url.js';
import { Problem } from '../../problem/problem.js';
import { DEFAULT_SCOPE, type paths } from './configuration.js';

/** A request as the library is to see it. */
export interface PreparedRequest {
  url: string;
  method: string;
  body: Buffer;
  headers: IncomingMessage['headers'];
  /** Of a form. */
  parameters: URLSearchParams | undefined;
}

const FORM = 'application/x-www-form-urlencoded';
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/;
const aliases: Readonly<Record<string, 'device_authorization' | 'token'>> = {
  '/api/v1/auth/device': 'device_authorization',
  '/api/v1/auth/device/poll': 'token',
};

/** Brings what clients of the seeds send, and what others leave out, into the form that the standards describe. */
export function prepared({ request, body }: Exchange, known: typeof paths): PreparedRequest {
  const { method = 'GET' } = request;
  const url = requestUrl(request.url);
  const alias = aliases[url.pathname];
  const path = alias ? known[alias] : url.pathname;
  const asIs = { url: `${path}${url.search}`, method, body, headers: {}, parameters: undefined };
  switch (path) {
    case known.authorization:
      return { ...asIs, url: withDefaultScope(url) };
    case known.revocation:
      return asForm(path, formOf(request, body));
    case known.registration:
      return { ...asIs, body: withApplicationType(request, body) };
    case known.token:
      return asForm(path, method === 'GET' ? poll(url.searchParams) : formOf(request, body));
    case known.device_authorization: {
      const parameters = formOf(request, body);
      if (!parameters.has('scope')) parameters.set('scope', DEFAULT_SCOPE);
      return asForm(path, parameters);
    }
    default:
      return asIs;
  }
}

function asForm(url: string, parameters: URLSearchParams): PreparedRequest {
  return {
    url,
    method: 'POST',
    body: Buffer.from(parameters.toString()),
    headers: { 'content-type': FORM },
    parameters,
  };
}

/** `GET /device/poll?device_code=&client_id=` for the clients that the seeds describe. */
function poll(query: URLSearchParams): URLSearchParams {
  const parameters = new URLSearchParams(query);
  parameters.set('grant_type', DEVICE_GRANT);
  return parameters;
}

/** Parameters by form, as the standards have it, or by JSON. */
export function formOf({ headers }: IncomingMessage, body: Buffer): URLSearchParams {
  const type = headers['content-type'] ?? '';
  if (type.startsWith(FORM) || body.byteLength === 0) return new URLSearchParams(body.toString());
  if (!/^application\/json\b/i.test(type)) {
    throw new Problem('unsupported-media-type', `Send the body as ${FORM}, or as application/json.`);
  }
  const given = readJson(body);
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    throw new Problem('malformed-body', 'Send an object with the parameters.');
  }
  const texts = Object.entries(given).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return new URLSearchParams(texts);
}

function withDefaultScope(url: URL): string {
  if (!url.searchParams.has('scope')) url.searchParams.set('scope', DEFAULT_SCOPE);
  return `${url.pathname}${url.search}`;
}

/** A client that comes back to its own machine is a native one, also where it does not say so (RFC 8252, 7.3). */
function withApplicationType(request: IncomingMessage, body: Buffer): Buffer {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return body;
  const metadata = readJson(body);
  if (metadata === null || typeof metadata !== 'object' || Array.isArray(metadata)) return body;
  const { redirect_uris, application_type } = metadata as Record<string, unknown>;
  const uris = Array.isArray(redirect_uris) ? redirect_uris : [];
  const isLocal = uris.length > 0 && uris.every((uri) => typeof uri === 'string' && LOOPBACK.test(uri));
  if (application_type !== undefined || !isLocal) return body;
  return Buffer.from(JSON.stringify({ ...metadata, application_type: 'native' }));
}
