import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Caller } from '../account/roles.js';

/** A request and its answer as Node has them, for a library that speaks nothing else. */
export interface Exchange {
  /** With its body to be read again. */
  request: IncomingMessage;
  /** Bears the pipeline's headers already. */
  response: ServerResponse;
  caller: Caller;
  /** Scheme and host under which the caller sees us, e.g. `https://api.example.org`. */
  origin: string;
  requestId: string;
}

/**
 * An HTTP function whose requests a library reads and answers itself, behind the pipeline's limits and in its logs. What
 * it takes and answers is a standard's, e.g. OAuth's, and stands in the standard's own documents, not in /openapi.json.
 */
export interface NodeEndpoint<in Needs> {
  kind: 'node';
  handle: (exchange: Exchange, ports: Needs) => Promise<void>;
}

export function nodeEndpoint<Needs>(
  handle: (exchange: Exchange, ports: Needs) => Promise<void>,
): NodeEndpoint<Needs> {
  return { kind: 'node', handle };
}

/** The request with its body, which the framework has read, as a stream that nobody has read. */
export function unread(request: IncomingMessage & { rawBody?: Buffer }): IncomingMessage {
  const again = new IncomingMessage(request.socket);
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  Object.assign(again, { method, url, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor });
  // A getter of the class would make them anew from the raw ones.
  Object.defineProperty(again, 'headers', { value: headers });
  if (request.rawBody) again.push(request.rawBody);
  again.push(null);
  return again;
}
