import { services } from '../functions/manifest.js';
import { type RunningService, serve } from '../functions/serve.js';
import type { Clock } from '../shared/clock.js';
import { compose, type Environment } from '../shared/compose.js';
import type { Service } from '../shared/function/declare.js';
import { portsOf } from '../shared/function/wiring.js';

/** One instance of services of the manifest, in one process. */
export interface Host {
  /** Where each of them listens. */
  urls: Readonly<Record<string, string>>;
  metrics(): Promise<string>;
  /** Lets requests under way finish. */
  drain(): Promise<void>;
}

export interface HostOptions {
  env: Environment;
  clock: Clock;
  /** The services that it runs. */
  names: readonly string[];
  /** Whether callers are held to their limits, as they are in the cloud. */
  limits: boolean;
}

/** Starts services through the entry point that the cloud loads, on free ports of 127.0.0.1. */
export async function startHost({ env, clock, names, limits }: HostOptions): Promise<Host> {
  const declared = Object.entries(services as Record<string, Service>)
    .filter(([name]) => names.includes(name))
    .map(([name, service]) => [name, limits ? service : withoutLimits(service)] as const);
  const composition = compose(env, { uses: declared.flatMap(([, service]) => portsOf(service)), clock });
  const running = new Map<string, RunningService>();
  for (const [name, service] of declared) {
    running.set(name, await serve(name, service, composition.pool(name), { port: 0, host: '127.0.0.1' }));
  }
  return {
    urls: Object.fromEntries([...running].map(([name, { url }]) => [name, url])),
    metrics: composition.metrics,
    drain: async () => {
      await Promise.all([...running.values()].map((service) => service.drain()));
    },
  };
}

function withoutLimits(service: Service): Service {
  if (service.audience === 'private') return service;
  const routes = Object.entries(service.routes).map(([name, route]) => [
    name,
    { ...route, limit: null, quota: undefined },
  ]);
  return { ...service, routes: Object.fromEntries(routes) };
}
