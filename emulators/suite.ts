import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { services } from '../functions/manifest.js';
import { ensureEncoder } from '../scripts/models/ensure-encoder.js';
import type { Manifest } from '../shared/function/declare.js';
import { urlMap } from '../shared/function/wiring.js';
import { SuiteClock } from './clock.js';
import { consoleListener } from './console/console.js';
import { type Emulators, startEmulators } from './emulators.js';
import { loadBalancer, privateDoor } from './front.js';
import { type Host, startHost } from './host.js';
import { forkHost } from './host-process-client.js';
import { type ListeningServer, serveHttp } from './http-server.js';
import type { Identity } from './identity/identity.js';
import { localSecrets } from './local-secrets.js';
import { sumMetrics } from './metrics.js';
import { audienceOf, BUCKET, INVOKER, OPERATOR, provision } from './provision.js';
import { signInRoles } from './sign-in/sign-in.js';

const PROJECT = 'media-gateway';
const OPERATOR_AUDIENCE = 'media-gateway';

// Google's clients would look for the cloud's metadata server, which is not on this machine.
process.env.METADATA_SERVER_DETECTION ??= 'none';

export interface SuiteOptions {
  /** State that outlives the suite; a temporary folder when absent. */
  data?: string;
  /** Of the public entry; a free one when absent. */
  port?: number;
  /** Where the suite's time begins, epoch milliseconds; now when absent. */
  clock?: number;
  /** How often every function runs behind the entry. */
  instances?: number;
  /** Whether functions run in processes of their own; in this one when false. */
  fork?: boolean;
  /** Whether callers are held to their limits; not when absent, as tests ask more than people do. */
  limits?: boolean;
  /** Laid over the environment of the functions. */
  env?: Readonly<Record<string, string>>;
}

/** The whole system on this machine: emulators, every function, one public entry and the console. */
export class Suite implements AsyncDisposable {
  readonly clock: SuiteClock;
  readonly emulators: Emulators;
  /** What its functions are configured with, beside the environment of this process. */
  readonly settings: Readonly<Record<string, string>>;
  /** The public entry, e.g. `http://127.0.0.1:8080`. */
  readonly api: string;
  /** The address of the control endpoints. */
  readonly console: string;
  readonly #servers: ListeningServer[];
  readonly #hosts: Host[];
  readonly #temporary: string | undefined;

  private constructor(parts: {
    clock: SuiteClock;
    emulators: Emulators;
    settings: Readonly<Record<string, string>>;
    api: ListeningServer;
    console: ListeningServer;
    door: ListeningServer;
    hosts: Host[];
    temporary: string | undefined;
  }) {
    this.clock = parts.clock;
    this.emulators = parts.emulators;
    this.settings = parts.settings;
    this.api = parts.api.url;
    this.console = parts.console.url;
    this.#servers = [parts.api, parts.console, parts.door];
    this.#hosts = parts.hosts;
    this.#temporary = parts.temporary;
  }

  static async start(options: SuiteOptions = {}): Promise<Suite> {
    const manifest: Manifest = services;
    const clock = new SuiteClock(options.clock);
    const temporary =
      options.data === undefined ? await mkdtemp(join(tmpdir(), 'media-gateway-')) : undefined;
    const hosts: Host[] = [];
    const instances = (service: string) =>
      hosts.flatMap(({ urls }) => (urls[service] ? [{ url: urls[service] }] : []));
    let emulators: Emulators | undefined;
    // Bound first, because the functions are told where they are reached; what comes before they are up is told to wait.
    let entry: RequestListener = (_, response) => void response.writeHead(503, { 'retry-after': '1' }).end();
    const api = await serveHttp((request, response) => entry(request, response), options.port);
    const door = await serveHttp(
      privateDoor({
        invoker: INVOKER,
        instances,
        concurrency: (service) => manifest[service]?.concurrency,
        caller: async (token, service) => {
          const verified = await emulators?.identity.verify(token, {
            audience: audienceOf(service),
            now: clock.now(),
          });
          return verified?.email ?? '';
        },
      }),
    );
    const resolveEndpoint = (endpoint: string) => {
      const { hostname, pathname } = new URL(endpoint);
      return hostname.endsWith('.run.internal')
        ? `${door.url}/${hostname.split('.')[0]}${pathname}`
        : endpoint;
    };
    const folder = options.data ?? (temporary as string);
    emulators = await startEmulators({
      folder,
      clock,
      resolveEndpoint,
      redrive: () => redriven(instances, emulators?.identity),
    });
    const settings = {
      GOOGLE_CLOUD_PROJECT: PROJECT,
      STORAGE_BUCKET: BUCKET,
      OPERATOR_EMAILS: [OPERATOR, ...signInRoles.admins].join(),
      PREMIUM_EMAILS: signInRoles.premium.join(),
      AUTH_ISSUER: api.url,
      AUTH_LOCAL: 'true',
      ...(await localSecrets(folder)),
      ENCODER_FOLDER: await ensureEncoder(),
      ...emulators.env,
      ...real(emulators.env),
      ...options.env,
    };
    const env = { ...process.env, LOG_LEVEL: process.env.LOG_LEVEL ?? 'error', ...settings };
    const limits = options.limits ?? false;
    for (let i = 0; i < (options.instances ?? 1); i++) {
      const started = options.fork
        ? hostProcesses(manifest).map((names) => forkHost({ env, clock, names, limits }))
        : [startHost({ env, clock, names: Object.keys(manifest), limits })];
      hosts.push(...(await Promise.all(started)));
    }
    await provision(manifest, emulators, PROJECT, resolveEndpoint);
    const metrics = async () => sumMetrics(await Promise.all(hosts.map((host) => host.metrics())));
    const consoleServer = await serveHttp(consoleListener({ manifest, clock, emulators, instances }));
    entry = loadBalancer({ urlMap: urlMap(manifest), instances, console: consoleServer.url, metrics });
    return new Suite({ clock, emulators, settings, api, console: consoleServer, door, hosts, temporary });
  }

  /** Resolves when no message waits and no job runs: every index is current. */
  async drain(): Promise<void> {
    await this.emulators.drained();
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(new URL(path, this.api), init);
  }

  /** The JSON of a GET. */
  async get<Answer>(path: string): Promise<Answer> {
    return (await this.fetch(path)).json() as Promise<Answer>;
  }

  /** An identity token of the operator, for `/api/v1/admin`. */
  operatorToken(): Promise<string> {
    return this.emulators.identity.token({ email: OPERATOR, audience: OPERATOR_AUDIENCE });
  }

  /** Takes no more requests, lets those under way finish, and stops everything. */
  async stop(): Promise<void> {
    const [api, console, door] = this.#servers;
    await api?.close();
    await Promise.all(this.#hosts.map((host) => host.drain()));
    await Promise.all([console?.close(), door?.close()]);
    await this.emulators.stop();
    this.clock.stop();
    if (this.#temporary) await rm(this.#temporary, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/**
 * Which services share a process. Those of the pipeline that compute for long are apart: they use the second core,
 * and nobody's request waits behind them.
 */
function hostProcesses(manifest: Manifest): string[][] {
  const names = Object.keys(manifest);
  const computes = (name: string) => manifest[name]?.audience === 'private' && manifest[name].cpu > 1;
  return [names.filter((name) => !computes(name)), names.filter(computes)];
}

/** As an operator asks for it; none while the service for operators is down. */
async function redriven(
  instances: (service: string) => readonly { url: string }[],
  identity: Identity | undefined,
): Promise<number> {
  const [admin] = instances('admin');
  if (!admin || !identity) return 0;
  const token = await identity.token({ email: OPERATOR, audience: OPERATOR_AUDIENCE });
  const answer = await fetch(`${admin.url}/api/v1/admin/dead-letters/redrive`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!answer.ok) throw new Error(`Dead letters could not be put back: ${await answer.text()}`);
  return ((await answer.json()) as { redriven: number }).redriven;
}

/** What the person who starts the suite has set of the emulators' variables: their own services instead. */
function real(emulated: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(emulated).flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
}
