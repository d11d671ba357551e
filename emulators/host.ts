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

/** Starts the services named through the entry point that the cloud loads, on free ports of 127.0.0.1. */
export async function startHost(env: Environment, clock: Clock, names: readonly string[]): Promise<Host> {
  const declared = Object.entries(services as Record<string, Service>).filter(([name]) =>
    names.includes(name),
  );
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
