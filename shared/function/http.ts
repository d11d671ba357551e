import type { ServerResponse } from 'node:http';
import type { Caller } from '../account/roles.js';
import type { LogLevel } from '../log.js';
import type { PortName, PortPool, Uses } from '../ports.js';
import { Problem } from '../problem/problem.js';
import type { Certification } from '../title/certifications.js';
import { ceilingOf, isOpenTo, type Viewer } from '../viewer/viewer.js';
import { type Admission, Doorkeeper } from './admission.js';
import { type Answer, asProblem, commonHeaders, header, problemAnswer, requestIdOf, send } from './answer.js';
import { AnswerCache, type Found, isUnchanged, type Wanted } from './answer-cache.js';
import { identify, nobody } from './callers.js';
import type { RequestRoute } from './declare.js';
import type { Endpoint, EndpointRequest } from './endpoint.js';
import { type ServerSentEvent, sendEvents, wantsEvents } from './event-stream.js';
import { LastCeilings } from './last-ceilings.js';
import type { NodeEndpoint } from './node-endpoint.js';
import {
  bodyOf,
  type FrameworkRequest,
  onceOfRequest,
  originOf,
  type Parsed,
  parsedRequest,
} from './request.js';
import { requestUrl } from './request-url.js';
import { Router } from './router.js';
import { type Trace, traceFrom, withTrace } from './trace.js';
import { PROFILE_HEADER, watching } from './viewers.js';

/** The parameter that makes an answer the caller's own. */
const PERSONAL = 'mine';
/** How long a client may use an answer without asking whether it is still the same. */
const CLIENT_SECONDS = 5;

type AnyEndpoint = Endpoint<Uses<PortName>>;

interface Prepared {
  endpoint: AnyEndpoint | NodeEndpoint<Uses<PortName>>;
  ports: Uses<PortName>;
}

interface Pipeline {
  router: Router<RequestRoute>;
  doorkeeper: Doorkeeper;
  cache: AnswerCache;
  lastCeilings: LastCeilings;
  prepare(route: RequestRoute): Promise<Prepared>;
  pool: PortPool;
}

/** What is known of a request so far, for whatever its answer will be. */
interface Seen {
  /** Of its route. */
  path: string;
  headers: Readonly<Record<string, string>>;
}

interface Asked {
  request: FrameworkRequest;
  response: ServerResponse;
  requestId: string;
  trace: Trace;
  seen: Seen;
}

/** The pipeline round every HTTP function of one service: from bytes to an answer, whatever happens. */
export function httpPipeline(routes: readonly RequestRoute[], pool: PortPool) {
  const { clock, log, meters, newId } = pool.core;
  const doorkeeper = new Doorkeeper(pool);
  const pipeline: Pipeline = {
    router: new Router(routes),
    doorkeeper,
    cache: new AnswerCache(() => doorkeeper.door(), { clock, meters }),
    lastCeilings: new LastCeilings(),
    prepare: preparation(pool),
    pool,
  };

  return async (request: FrameworkRequest, response: ServerResponse): Promise<void> => {
    const startedAt = clock.now();
    const requestId = requestIdOf(request, newId);
    const trace = traceFrom(header(request, 'traceparent'), newId);
    const seen: Seen = { path: 'unmatched', headers: {} };
    meters.add('active_connections', {}, 1);
    let answer: Answer;
    try {
      answer = await answerOf({ request, response, requestId, trace, seen }, pipeline);
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
    await answer.afterwards;
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

async function answerOf(asked: Asked, pipeline: Pipeline): Promise<Answer> {
  const { request } = asked;
  const url = requestUrl(request.url);
  if (request.method === 'OPTIONS') return preflight(pipeline.router.methods(url.pathname));
  const entered = await enter(asked, url, pipeline);
  const { endpoint, ports, admission, parsed } = entered;
  if (endpoint.kind === 'node') return handOver(asked, endpoint, admission.caller, ports);
  const read = parsed ?? entered.read(endpoint);
  const { wanted, known, viewer } = entered;
  if (wanted && admission.cache) {
    // Of who asks, the handler learns what the answer's name says, so that no answer can be one person's own.
    const make = () => handle(endpoint, { ...read, ...known, viewer: undefined }, ports);
    const found = await pipeline.cache.answer(wanted, admission.cache, make);
    return shared(found, endpoint, admission, request);
  }
  const { caller } = admission;
  const once = onceOfRequest(request, url, endpoint, caller);
  const own = { ...read, ...known, caller, viewer, ...(once && { once }) };
  if (endpoint.stream && wantsEvents(request) && request.method === 'GET')
    return streamed(asked, endpoint.stream(own as never, ports as never));
  return { ...typeOf(endpoint), body: await handle(endpoint, own, ports) };
}

async function streamed(
  { response, requestId, seen }: Asked,
  events: AsyncIterable<ServerSentEvent>,
): Promise<Answer> {
  await sendEvents(response, events, { requestId, headers: seen.headers });
  // It is sent already.
  return { status: 200, contentType: null, body: '' };
}

/** A request that goes on to its handler. */
interface Entered extends Prepared {
  read(of: AnyEndpoint): Parsed;
  /** Where it was read already. */
  parsed: Parsed | undefined;
  known: Known;
  viewer: Viewer | 'unknown' | undefined;
  wanted: Wanted | undefined;
  admission: Admission;
}

/**
 * It is counted before anything is read of who watches; so the front door is asked for the answer that was right for them
 * last time. @throws Problem, or Unavailable, where it does not go on
 */
async function enter(
  { request, trace, seen }: Asked,
  url: URL,
  { router, doorkeeper, cache, lastCeilings, prepare, pool }: Pipeline,
): Promise<Entered> {
  const { route, params } = router.match(request.method ?? 'GET', url.pathname);
  seen.path = route.path;
  const [{ endpoint, ports }, identified] = await Promise.all([
    prepare(route),
    route.credentials === 'own' ? { caller: nobody } : identify(header(request, 'authorization'), pool),
  ]);
  const read = (of: AnyEndpoint) => parsedRequest(request, { url, params }, of);
  const parsed = route.cache && endpoint.kind === 'endpoint' ? readable(() => read(endpoint)) : undefined;
  const { account = '', role } = (identified ?? { caller: nobody }).caller;
  const profile = header(request, PROFILE_HEADER);
  const likely = { caller: { role }, ceiling: lastCeilings.of(account, profile) };
  const likelyWanted = parsed && wantedOf(parsed, likely, route, cache);
  const admitted = await doorkeeper.admit(request, route, identified, {
    ...(likelyWanted && { answer: AnswerCache.question(likelyWanted) }),
    show: (headers) => {
      seen.headers = headers;
    },
  });
  const viewer = admittedViewer(await watching(request, identified, pool), route);
  const known = { caller: { role }, ceiling: ceilingOf(viewer) };
  const entered = { endpoint, ports: withTrace(ports, trace), read, parsed, known, viewer };
  if (known.ceiling === likely.ceiling) return { ...entered, wanted: likelyWanted, admission: admitted };
  lastCeilings.keep(account, profile, known.ceiling);
  const wanted = parsed && wantedOf(parsed, known, route, cache);
  return { ...entered, wanted, admission: withoutAnswer(admitted) };
}

/** Where the answer that was asked for at the front door is another one's. */
function withoutAnswer({ caller, cache }: Admission): Admission {
  return { caller, cache: cache && { generation: cache.generation, asked: 0 } };
}

/** An answer that others are given as well. */
function shared(
  { answer, kept }: Found,
  endpoint: AnyEndpoint,
  admission: Admission,
  request: FrameworkRequest,
): Answer {
  const headers = cacheHeaders(answer.etag, admission);
  if (isUnchanged(header(request, 'if-none-match'), answer.etag)) {
    return { status: 304, contentType: null, body: '', headers, afterwards: kept };
  }
  return { ...typeOf(endpoint), body: answer.body, headers, afterwards: kept };
}

/** Undefined where it cannot be read, which is told once it is counted. */
function readable(read: () => Parsed): Parsed | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** What an answer that others are given too may depend on: nothing else of who asks. */
interface Known {
  caller: Pick<Caller, 'role'>;
  ceiling: Certification | undefined;
}

/** @throws Problem where the profile may not do this */
function admittedViewer(
  viewer: Viewer | 'unknown' | undefined,
  { permission }: RequestRoute,
): Viewer | 'unknown' | undefined {
  if (typeof viewer === 'object' && !isOpenTo(viewer.profile.kind, permission)) {
    throw new Problem('not-in-this-profile', 'Only the owner’s profile may do this.');
  }
  return viewer;
}

/** What to look for in the cache; undefined where the answer is the caller's own. */
function wantedOf(
  parsed: Parsed,
  known: Known,
  { path, cache: caching }: RequestRoute,
  cache: AnswerCache,
): Wanted | undefined {
  const isPersonal = (parsed.query as Record<string, unknown> | undefined)?.[PERSONAL] === true;
  return caching && !isPersonal ? cache.want(path, { ...parsed, ...known }, caching) : undefined;
}

function cacheHeaders(etag: string, { caller }: Admission): Record<string, string> {
  const who = caller.account === undefined ? 'public' : 'private';
  return { etag, 'cache-control': `${who}, max-age=${CLIENT_SECONDS}`, vary: 'authorization, x-profile' };
}

function typeOf({ status = 200, contentType = 'application/json' }: AnyEndpoint) {
  return { status, contentType };
}

async function handle(
  endpoint: AnyEndpoint,
  request: EndpointRequest<unknown, unknown, unknown>,
  ports: Uses<PortName>,
): Promise<string> {
  const answered = await endpoint.handle(request as EndpointRequest<never, never, never>, ports as never);
  return endpoint.contentType ? String(answered) : JSON.stringify(answered);
}

async function handOver(
  { request, response, requestId, seen }: Asked,
  endpoint: NodeEndpoint<Uses<PortName>>,
  caller: Caller,
  ports: Uses<PortName>,
): Promise<Answer> {
  for (const [name, value] of Object.entries(commonHeaders(requestId, seen.headers))) {
    response.setHeader(name, value);
  }
  const body = bodyOf(request);
  const exchange = { request, body, response, caller, origin: originOf(request), requestId };
  await endpoint.handle(exchange, ports);
  // It is sent already.
  return { status: response.statusCode, contentType: null, body: '' };
}

/** What a browser asks before it sends a request from another origin (Fetch standard, CORS protocol). */
function preflight(methods: readonly string[]): Answer {
  if (methods.length === 0)
    throw new Problem('route-not-found', 'Check the path; /openapi.json lists every one.');
  return {
    status: 204,
    contentType: null,
    body: '',
    headers: {
      allow: [...methods, 'OPTIONS'].join(', '),
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers':
        'authorization, content-type, idempotency-key, if-none-match, traceparent, x-profile, x-request-id',
      'access-control-max-age': '86400',
    },
  };
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
