import {
  Agent,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
  request as send,
} from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { requestUrl } from '../shared/function/request-url.js';
import { serviceFor } from '../shared/function/wiring.js';
import { Turns } from './turns.js';

/** Where a request goes on. */
export interface Upstream {
  url: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 512 });
/** Headers that concern one connection only (RFC 9110, 7.6.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

export interface FrontOptions {
  urlMap: readonly { prefix: string; service: string }[];
  /** The instances of a service, taken in turns. */
  instances(service: string): readonly Upstream[];
  console: string;
  /** `/metrics` exists on the local suite only; in the cloud the meters leave by OTLP. */
  metrics(): Promise<string>;
}

/** Stands in for the load balancer: the URL map of the manifest on one port. Private services are not in it. */
export function loadBalancer({ urlMap, instances, console, metrics }: FrontOptions): RequestListener {
  let turn = 0;
  return (request, response) => {
    response.setHeader('x-media-gateway-console', console);
    const { pathname, search } = requestUrl(request.url);
    if (pathname === '/metrics') {
      metrics().then((text) =>
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
      );
      return;
    }
    const service = serviceFor(urlMap, pathname);
    const all = service ? instances(service) : [];
    const upstream = all[turn++ % Math.max(1, all.length)];
    if (!upstream) {
      response.writeHead(service ? 503 : 404).end();
      return;
    }
    proxy(request, response, new URL(`${upstream.url}${pathname}${search}`), {
      'x-forwarded-for': forwardedFor(request),
      'x-forwarded-host': request.headers.host ?? '',
      'x-forwarded-proto': 'http',
    });
  };
}

/**
 * In the form in which Google's load balancer writes it: the client's address and then its own. A header that comes in is
 * taken for one that ends with the client's, so that one machine can stand for many clients.
 */
function forwardedFor({ headers, socket }: IncomingMessage): string {
  return `${headers['x-forwarded-for'] ?? socket.remoteAddress}, ${socket.localAddress}`;
}

export interface InvokerOptions {
  /** Whom a request's identity token speaks for; rejects when it is not valid for the service. */
  caller(token: string, service: string): Promise<string>;
  /** Who may call private services. */
  invoker: string;
  instances(service: string): readonly Upstream[];
  /** Requests that one instance of a service takes at once; undefined where there is no such service. */
  concurrency(service: string): number | undefined;
}

/** How often a waiting request looks for an instance. */
const INSTANCE_POLL_MS = 50;

/**
 * Stands in for Cloud Run in front of a private service: `/{service}/{function}` with an identity token. What comes
 * while every instance has its fill, or none is up yet, waits: a message that arrives while the functions start is no
 * failed attempt.
 */
export function privateDoor({ caller, invoker, instances, concurrency }: InvokerOptions): RequestListener {
  let turn = 0;
  const queues = new Map<string, Turns>();
  const queueOf = (service: string) => {
    const queue =
      queues.get(service) ??
      new Turns(() => Math.max(1, instances(service).length) * (concurrency(service) ?? 1));
    queues.set(service, queue);
    return queue;
  };
  return async (request, response) => {
    const [, service = '', ...rest] = requestUrl(request.url).pathname.split('/');
    if (concurrency(service) === undefined) {
      response.writeHead(404).end();
      return;
    }
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const email = await caller(token, service).catch(() => undefined);
    if (email !== invoker) {
      response.writeHead(email === undefined ? 401 : 403).end();
      return;
    }
    const done = await queueOf(service).take();
    response.once('close', done);
    while (instances(service).length === 0 && !response.destroyed) await wait(INSTANCE_POLL_MS);
    if (response.destroyed) {
      done();
      return;
    }
    const all = instances(service);
    const upstream = all[turn++ % all.length] as Upstream;
    proxy(request, response, new URL(`/${rest.join('/')}`, upstream.url));
  };
}

function proxy(
  request: IncomingMessage,
  response: ServerResponse,
  to: URL,
  headers: Record<string, string> = {},
): void {
  const passed = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !hopByHop.includes(name)),
  );
  const onward = send(to, { method: request.method, headers: { ...passed, ...headers }, agent }, (answer) => {
    const answered = Object.fromEntries(
      Object.entries(answer.headers).filter(([name]) => !hopByHop.includes(name)),
    );
    response.writeHead(answer.statusCode ?? 502, answered);
    answer.pipe(response);
  });
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
  // What nobody upstream reads any more is read here, as the next request of the connection comes behind it.
  onward.on('close', () => request.resume());
}
