import { Firestore } from '@google-cloud/firestore';
import type { Manifest } from '../../shared/function/declare.js';
import type { SuiteClock } from '../clock.js';
import type { Emulators } from '../emulators.js';

/** What the console looks at. */
export interface Observed {
  manifest: Manifest;
  clock: SuiteClock;
  emulators: Emulators;
  /** Where the instances of a service listen. */
  instances(service: string): readonly { url: string }[];
}

export interface SuiteState {
  clock: string;
  /** Where each service listens behind the entry, one address an instance. */
  services: Record<string, string[]>;
  functions: {
    name: string;
    service: string;
    trigger: string;
    on: string;
    uses: readonly string[];
    impact: string;
  }[];
  schedules: unknown[];
  queues: unknown[];
  dead_letters: unknown[];
  faults: { target: string; kind: string; rate: number }[];
}

/** What runs, what waits and what went wrong. */
export async function stateOf({ manifest, clock, emulators, instances }: Observed): Promise<SuiteState> {
  return {
    clock: new Date(clock.now()).toISOString(),
    services: Object.fromEntries(
      Object.keys(manifest).map((service) => [service, instances(service).map(({ url }) => url)]),
    ),
    functions: Object.entries(manifest).flatMap(([service, { routes }]) =>
      Object.entries(routes).map(([name, route]) => ({
        name,
        service,
        trigger: route.trigger,
        on:
          route.trigger === 'request'
            ? `${route.method} ${route.path}`
            : route.trigger === 'message'
              ? route.topic.name
              : route.cron,
        uses: route.uses,
        impact: route.impact,
      })),
    ),
    schedules: emulators.scheduler.jobs(),
    queues: emulators.pubsub.queues(),
    dead_letters: await deadLettersOf(emulators.env.FIRESTORE_EMULATOR_HOST ?? ''),
    faults: [...emulators.all].flatMap(([target, { faults }]) =>
      faults.list().map((fault) => ({ target, ...fault })),
    ),
  };
}

/** As the functions keep them for the operator. */
async function deadLettersOf(host: string): Promise<unknown[]> {
  const { firestoreDatabase } = await import('../../shared/adapters/firestore/firestore.js');
  const database: Firestore = firestoreDatabase(
    { GOOGLE_CLOUD_PROJECT: 'media-gateway', FIRESTORE_EMULATOR_HOST: host },
    'catalogue',
  );
  try {
    const { docs } = await database.collection('dead-letters').limit(100).get();
    return docs.map((document) => document.data());
  } finally {
    await database.terminate();
  }
}
