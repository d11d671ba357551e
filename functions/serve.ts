import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuse } from '../shared/function/answer.js';
import { MAX_BODY_BYTES, tooLarge } from '../shared/function/body.js';
import type { PrivateService, Service } from '../shared/function/declare.js';
import { httpPipeline } from '../shared/function/http.js';
import { receiveMessage, receiveSchedule } from '../shared/function/push.js';
import { refuseUnread } from '../shared/function/refuse-unread.js';
import type { FrameworkRequest } from '../shared/function/request.js';
import { requestUrl } from '../shared/function/request-url.js';
import { outliveStrayErrors } from '../shared/function/stray.js';
import type { PortPool } from '../shared/ports.js';
import { Problem } from '../shared/problem/problem.js';
import { frameworkServer } from './framework.js';

/** Larger pushes than requests: Pub/Sub's own limit of 10 MB, in base64. */
const MAX_PUSH_BYTES = 14_680_064;
/** Paths that the framework would answer itself, and not as a problem. */
const FRAMEWORKS_OWN = /^\/(favicon\.ico|robots\.txt)/;
/** How much more of a refused body is read before the connection is cut. */
const POUR_AWAY_BYTES = 16_777_216;
/** Cloud Run ends an instance ten seconds after SIGTERM. */
const DRAIN_MS = 9_000;

export interface RunningService {
  url: string;
  /** Lets requests under way finish, for at most DRAIN_MS. */
  drain(): Promise<void>;
}

/**
 * Runs one service of the manifest behind functions-framework, as the cloud does.
 * The framework's server is wrapped, because alone it would take bodies of 1 GB and answer broken ones in HTML.
 */
export async function serve(
  name: string,
  service: Service,
  pool: PortPool,
  at: { port: number; host?: string },
): Promise<RunningService> {
  const handle =
    service.audience === 'public'
      ? httpPipeline(Object.values(service.routes), pool)
      : privatePipeline(service, pool);
  outliveStrayErrors(pool.core.log);
  const server = frameworkServer(name, handle);
  guard(server, service.audience === 'public' ? MAX_BODY_BYTES : MAX_PUSH_BYTES, handle, pool);
  server.listen(at);
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, drain: () => drain(server) };
}

/** Who gets here was let in by Cloud Run, which asks IAM who may invoke the service; locally by the suite's private door. */
function privatePipeline(service: PrivateService, pool: PortPool) {
  return async (request: FrameworkRequest & { body?: unknown }, response: ServerResponse): Promise<void> => {
    const name = requestUrl(request.url).pathname.slice(1);
    const route = service.routes[name];
    let status: number;
    if (!route || request.method !== 'POST') status = 404;
    else if (route.trigger === 'message') status = await receiveMessage(route, request.body, { name, pool });
    else status = await receiveSchedule(route, slotOf(request, pool), { name, pool });
    response.writeHead(status).end();
  };
}

/** The minute for which Cloud Scheduler calls; now, when a person calls. */
function slotOf(request: IncomingMessage, pool: PortPool): number {
  const given = Date.parse(String(request.headers['x-cloudscheduler-scheduletime'] ?? ''));
  return Number.isNaN(given) ? pool.core.clock.now() : given;
}

function guard(server: Server, maxBytes: number, handle: RequestListener, pool: PortPool): void {
  const [framework] = server.listeners('request') as RequestListener[];
  if (!framework) throw new Error('functions-framework made a server without a listener');
  // Express hands errors of its body parsers to the handlers that are added last.
  const app = framework as RequestListener & { use(handler: (...args: never[]) => void): void };
  app.use((error: unknown, request: IncomingMessage, response: ServerResponse, _next: unknown) =>
    refuse(request, response, malformed(error), pool.core.newId),
  );
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusedAtOnce(request, maxBytes);
    if (refusal) {
      refuse(request, response, refusal, pool.core.newId);
      pourAway(request);
      return;
    }
    response.once('close', () => setImmediate(() => server.listening || server.closeIdleConnections()));
    limit(request, response, maxBytes, pool);
    const listener = FRAMEWORKS_OWN.test(request.url ?? '') ? handle : framework;
    listener(request, response as never);
  });
  server.on('clientError', (error, socket) => refuseUnread(error, socket, pool.core.newId()));
  server.keepAliveTimeout = 620_000; // longer than the load balancer's 600 s, so that it never meets a closed connection
}

function refusedAtOnce(request: IncomingMessage, maxBytes: number): Problem | undefined {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge();
  const encoding = request.headers['content-encoding'];
  if (encoding && encoding !== 'identity') {
    return new Problem('unsupported-media-type', 'Send the body without compression.');
  }
  return undefined;
}

/** Counts the bytes of a body that did not say how long it is. */
function limit(request: IncomingMessage, response: ServerResponse, maxBytes: number, pool: PortPool): void {
  if (request.headers['content-length'] !== undefined) return;
  let received = 0;
  const count = (chunk: Buffer) => {
    received += chunk.byteLength;
    if (received <= maxBytes) return;
    request.off('data', count);
    refuse(request, response, tooLarge(), pool.core.newId);
    pourAway(request);
  };
  request.on('data', count);
}

/** Reads on for a while, because a sender whose connection breaks would never see the answer. */
function pourAway(request: IncomingMessage): void {
  let left = POUR_AWAY_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.byteLength;
    if (left < 0) request.destroy();
  });
}

function malformed(error: unknown): unknown {
  const status = (error as { status?: number }).status;
  if (status === 413) return tooLarge();
  if (status === 415)
    return new Problem('unsupported-media-type', 'Send JSON in UTF-8, without compression.');
  if (status === 400)
    return new Problem('malformed-body', 'The body cannot be read; check it with a JSON validator.', {
      cause: error,
    });
  return error;
}

async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(late);
}
