import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Caller, may } from '../account/roles.js';
import type { LogLevel } from '../log.js';
import type { PortName, PortPool, Uses } from '../ports.js';
import { invalidRequest, Problem, Unavailable } from '../problem/problem.js';
import { Doorkeeper } from './admission.js';
import { readJson } from './body.js';
import type { RequestRoute } from './declare.js';
import type { Endpoint, EndpointRequest } from './endpoint.js';
import { type NodeEndpoint, unread } from './node-endpoint.js';
import { requestUrl } from './request-url.js';
import { Router } from './router.js';
import { type Trace, traceFrom, withTrace } from './trace.js';

/** As functions-framework hands it over: the bytes of the body are read already. */
export type FrameworkRequest = IncomingMessage & { rawBody?: Buffer };

/** Of an operation that takes none: a misspelt one is told, not passed over. */
const NoParameters = z.strictObject({});
const nobody: Caller = { role: 'anonymous' };
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;
const SLOW_DEPENDENCY_RETRY_SECONDS = '5';

interface Answer {
  status: number;
  contentType: string;
  body: string;
  headers?: Record<string, string>;
}

interface Prepared {
  endpoint: Endpoint<Uses<PortName>> | NodeEndpoint<Uses<PortName>>;
  ports: Uses<PortName>;
}

interface Pipeline {
  router: Router<RequestRoute>;
  doorkeeper: Doorkeeper;
  prepare(route: RequestRoute): Promise<Prepared>;
  pool: PortPool;
}

/** What is known of a request so far, for whatever its answer will be. */
interface Seen {
  /** Of its route. */
  path: string;
  headers: Readonly<Record<string, string>>;
}

/** The pipeline round every HTTP function of one service: from bytes to an answer, whatever happens. */
export function httpPipeline(routes: readonly RequestRoute[], pool: PortPool) {
  const router = new Router(routes);
  const doorkeeper = new Doorkeeper(pool);
  const prepare = preparation(pool);
  const { clock, log, meters, newId } = pool.core;

  return async (request: FrameworkRequest, response: ServerResponse): Promise<void> => {
    const startedAt = clock.now();
    const requestId = requestIdOf(request, newId);
    const trace = traceFrom(header(request, 'traceparent'), newId);
    const seen: Seen = { path: 'unmatched', headers: {} };
    meters.add('active_connections', {}, 1);
    let answer: Answer;
    try {
      answer = await answerOf(
        { request, response, requestId },
        { router, doorkeeper, prepare, pool },
        trace,
        seen,
      );
    } catch (error) {
      const problem = asProblem(error);
      answer = problemAnswer(problem, requestId);
      if (problem.status >= 500) logFailure(log, problem, error, { requestId, trace, path: seen.path });
    }
    send(request, response, answer, { requestId, headers: seen.headers });
    meters.add('active_connections', {}, -1);
    const seconds = Math.max(0, clock.now() - startedAt) / 1_000;
    const method = request.method ?? 'GET';
    meters.add('http_requests_total', { method, path: seen.path, status: String(answer.status) });
    meters.add('http_request_duration_seconds', { method, path: seen.path }, seconds);
    log('info', 'request answered', {
      ...trace,
      request_id: requestId,
      method,
      path: seen.path,
      status: answer.status,
      latency_ms: Math.round(seconds * 1_000),
    });
  };
}

/** Loads a route's function and takes its ports, for all of its requests; what fails is tried again on the next. */
function preparation(pool: PortPool): (route: RequestRoute) => Promise<Prepared> {
  const prepared = new Map<RequestRoute, Promise<Prepared>>();
  return (route) => {
    const known = prepared.get(route);
    if (known) return known;
    const preparing = Promise.all([route.load(), pool.take(route.uses)]).then(([endpoint, ports]) => ({
      endpoint,
      ports,
    }));
    prepared.set(route, preparing);
    preparing.catch(() => prepared.delete(route));
    return preparing;
  };
}

interface Asked {
  request: FrameworkRequest;
  response: ServerResponse;
  requestId: string;
}

async function answerOf(
  { request, response, requestId }: Asked,
  { router, doorkeeper, prepare, pool }: Pipeline,
  trace: Trace,
  seen: Seen,
): Promise<Answer> {
  const url = requestUrl(request.url);
  if (request.method === 'OPTIONS') return preflight(router.methods(url.pathname));
  const { route, params } = router.match(request.method ?? 'GET', url.pathname);
  seen.path = route.path;
  const [{ endpoint, ports }, caller] = await Promise.all([
    prepare(route),
    admitted(request, route, { doorkeeper, pool }, seen),
  ]);
  if (endpoint.kind === 'node') {
    setHeaders(response, commonHeaders(requestId, seen.headers));
    const exchange = { request: unread(request), response, caller, origin: originOf(request), requestId };
    await endpoint.handle(exchange, withTrace(ports, trace));
    // It is sent already.
    return { status: response.statusCode, contentType: '', body: '' };
  }
  const parsed: EndpointRequest<unknown, unknown, unknown> = {
    params: parse(endpoint.params, params),
    query: parse(endpoint.query ?? NoParameters, queryOf(url)),
    body: endpoint.body && parse(endpoint.body, jsonBody(request)),
    caller,
    origin: originOf(request),
  };
  const traced = withTrace(ports, trace);
  const answered = await endpoint.handle(parsed as EndpointRequest<never, never, never>, traced as never);
  return {
    status: endpoint.status ?? 200,
    contentType: endpoint.contentType ?? 'application/json',
    body: endpoint.contentType ? String(answered) : JSON.stringify(answered),
  };
}

/** What a browser asks before it sends a request from another origin (Fetch standard, CORS protocol). */
function preflight(methods: readonly string[]): Answer {
  if (methods.length === 0)
    throw new Problem('route-not-found', 'Check the path; /openapi.json lists every one.');
  return {
    status: 204,
    contentType: 'text/plain',
    body: '',
    headers: {
      allow: [...methods, 'OPTIONS'].join(', '),
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': 'authorization, content-type, traceparent, x-request-id',
      'access-control-max-age': '86400',
    },
  };
}

/** An answer for a request that never reached a function, e.g. one that is too large. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  newId: () => string,
): void {
  const requestId = requestIdOf(request, newId);
  send(request, response, problemAnswer(asProblem(error), requestId), { requestId, headers: {} });
}

/** Who sent it, where it is within the caller's limit and the route is for them. */
async function admitted(
  request: FrameworkRequest,
  { limit, permission, credentials }: RequestRoute,
  { doorkeeper, pool }: Pick<Pipeline, 'doorkeeper' | 'pool'>,
  seen: Seen,
): Promise<Caller> {
  const known = credentials === 'own' ? nobody : await callerOf(header(request, 'authorization'), pool);
  // Who guesses tokens is counted too.
  const caller = known ?? nobody;
  if (limit !== null) {
    const { headers, refusal } = await doorkeeper.admit(limit, caller, request);
    seen.headers = headers;
    if (refusal) throw refusal;
  }
  if (!known) {
    throw new Problem('not-authenticated', 'The bearer token is not valid or has expired; get a new one.', {
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
  }
  if (!may(caller, permission)) throw notPermitted(caller);
  return caller;
}

/** Undefined where there is a token and it is nobody's. */
async function callerOf(authorization: string | undefined, pool: PortPool): Promise<Caller | undefined> {
  if (authorization === undefined) return nobody;
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const { operators } = await pool.take(['operators']);
  const account = token && (await operators.recognise(token));
  return account ? { role: 'admin', account } : undefined;
}

function notPermitted(caller: Caller): Problem {
  if (caller.role === 'anonymous') {
    return new Problem('not-authenticated', 'Send a bearer token in the Authorization header.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  return new Problem('forbidden', 'Ask an administrator for a role that may do this.');
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

function jsonBody(request: FrameworkRequest): unknown {
  const type = header(request, 'content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new Problem('unsupported-media-type', 'Send the body as application/json.');
  }
  return readJson(request.rawBody ?? Buffer.alloc(0));
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable) {
    return new Problem('dependency-unavailable', 'Try again in a few seconds.', {
      headers: { 'retry-after': SLOW_DEPENDENCY_RETRY_SECONDS },
      cause: error,
    });
  }
  return new Problem('internal', 'Try again; if it stays, tell us the request_id.', { cause: error });
}

function problemAnswer(problem: Problem, requestId: string): Answer {
  return {
    status: problem.status,
    contentType: 'application/problem+json',
    body: JSON.stringify(problem.body(requestId)),
    headers: problem.headers,
  };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  { requestId, headers }: { requestId: string; headers: Readonly<Record<string, string>> },
): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.contentType.startsWith('text/')
      ? `${answer.contentType}; charset=utf-8`
      : answer.contentType,
    'content-length': body.byteLength,
    ...commonHeaders(requestId, headers),
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function commonHeaders(requestId: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  return {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-request-id, retry-after, ratelimit, ratelimit-policy',
    ...headers,
  };
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function logFailure(
  log: PortPool['core']['log'],
  problem: Problem,
  error: unknown,
  at: { requestId: string; trace: Trace; path: string },
): void {
  const level: LogLevel = problem.code === 'dependency-unavailable' ? 'warn' : 'error';
  log(level, error instanceof Error ? (error.stack ?? error.message) : String(error), {
    ...at.trace,
    request_id: at.requestId,
    path: at.path,
    code: problem.code,
  });
}

function requestIdOf(request: IncomingMessage, newId: () => string): string {
  const given = header(request, 'x-request-id');
  return given && REQUEST_ID.test(given) ? given : newId();
}

function originOf(request: IncomingMessage): string {
  const scheme = header(request, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  return `${scheme}://${header(request, 'x-forwarded-host') ?? header(request, 'host') ?? 'localhost'}`;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
