import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Caller } from '../account/roles.js';
import type { Described } from './endpoint.js';

/** A request and its answer as Node has them, for a library that speaks nothing else. */
export interface Exchange {
  request: IncomingMessage;
  /** Of the request, which nobody can read from it any more. */
  body: Buffer;
  /** Bears the pipeline's headers already. */
  response: ServerResponse;
  caller: Caller;
  /** Scheme and host under which the caller sees us, e.g. `https://api.example.org`. */
  origin: string;
  requestId: string;
}

type Handle<Needs> = (exchange: Exchange, ports: Needs) => Promise<void>;

/** An HTTP function that reads its requests and answers them itself, behind the pipeline's limits and in its logs. */
export interface NodeEndpoint<in Needs> {
  kind: 'node';
  /** For /openapi.json; null of a page, and of what a browser comes by on its way. */
  described: Described | null;
  handle: Handle<Needs>;
}

export function nodeEndpoint<Needs>(handle: Handle<Needs>): NodeEndpoint<Needs> {
  return { kind: 'node', described: null, handle };
}

export function documentedNodeEndpoint<Needs>({
  handle,
  ...described
}: Described & { handle: Handle<Needs> }): NodeEndpoint<Needs> {
  return { kind: 'node', described, handle };
}

interface Changes {
  url?: string;
  headers?: IncomingMessage['headers'];
  body?: Buffer;
  method?: string;
}

/** The request as a library would have it that reads the body itself, with what is to be otherwise. */
export function replayed(
  { request, body }: Pick<Exchange, 'request' | 'body'>,
  changes: Changes = {},
): IncomingMessage {
  const again = new IncomingMessage(request.socket);
  const { method, url, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  Object.assign(again, { method, url, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor });
  Object.assign(again, changes.method && { method: changes.method }, changes.url && { url: changes.url });
  const bytes = changes.body ?? body;
  const headers = { ...request.headers, ...changes.headers };
  if (headers['content-length'] !== undefined || bytes.byteLength > 0) {
    headers['content-length'] = String(bytes.byteLength);
    delete headers['transfer-encoding'];
  }
  // A getter of the class would make them anew from the raw ones.
  Object.defineProperty(again, 'headers', { value: headers });
  again.push(bytes);
  again.push(null);
  // Else Node takes the end of the body for a connection that broke, and closes it.
  again.complete = true;
  return again;
}
