import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Caller } from '../account/roles.js';
import { type Once, onceOf } from '../idempotency/once.js';
import type { PortName, Uses } from '../ports.js';
import { invalidRequest } from '../problem/problem.js';
import { header } from './answer.js';
import { readJsonBody } from './body.js';
import type { Endpoint, EndpointRequest } from './endpoint.js';

/** As functions-framework hands it over: the bytes of the body are read already. */
export type FrameworkRequest = IncomingMessage & { rawBody?: Buffer };

/** Of an operation that takes none: a misspelt one is told, not passed over. */
const NoParameters = z.strictObject({});

/** What an endpoint is given of a request, but for who sent it. */
export type Parsed = Omit<
  EndpointRequest<unknown, unknown, unknown>,
  'caller' | 'ceiling' | 'viewer' | 'once'
>;

/** @throws Problem when it does not fit the endpoint's schemas */
export function parsedRequest(
  request: FrameworkRequest,
  { url, params }: { url: URL; params: Record<string, string> },
  endpoint: Endpoint<Uses<PortName>>,
): Parsed {
  return {
    params: parse(endpoint.params, params),
    query: parse(endpoint.query ?? NoParameters, queryOf(url)),
    body:
      endpoint.body && parse(endpoint.body, readJsonBody(header(request, 'content-type'), bodyOf(request))),
    origin: originOf(request),
  };
}

/** Undefined where the endpoint knows no keys, the client has sent none, or nobody has signed in whose key it could be. */
export function onceOfRequest(
  request: FrameworkRequest,
  url: URL,
  endpoint: Endpoint<Uses<PortName>>,
  { account }: Caller,
): Once | undefined {
  const key = header(request, 'idempotency-key');
  if (!endpoint.keyed || key === undefined || account === undefined) return undefined;
  const { method = 'POST' } = request;
  return onceOf({ key, account, method, path: `${url.pathname}${url.search}`, body: bodyOf(request) });
}

export function bodyOf({ rawBody }: FrameworkRequest): Buffer {
  return rawBody ?? Buffer.alloc(0);
}

/** Scheme and host under which the caller sees us. */
export function originOf(request: IncomingMessage): string {
  const scheme = header(request, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  return `${scheme}://${header(request, 'x-forwarded-host') ?? header(request, 'host') ?? 'localhost'}`;
}

function parse<Schema extends z.ZodType>(schema: Schema | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(result.error.issues);
  return result.data;
}

/** A parameter given twice is refused by the schemas, as an array is not text. */
function queryOf(url: URL): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((name) => {
      const values = url.searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
