import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bundledCatalogue } from './catalogue/catalogue.js';
import type { SuiteClock } from './clock.js';
import type { Emulator } from './emulator.js';
import { startFirestore } from './firestore/firestore.js';
import { type Identity, startIdentity } from './identity/identity.js';
import { type PubSub, startPubSub } from './pubsub/pubsub.js';
import { startQdrant } from './qdrant/qdrant.js';
import { type Scheduler, startScheduler } from './scheduler/scheduler.js';
import { startSignIn } from './sign-in/sign-in.js';
import { startStorage } from './storage/storage.js';
import { startTmdb } from './tmdb/tmdb.js';
import { startUpstash } from './upstash/upstash.js';

const ARTEFACT_JOB = 'write-catalogue-artefact';

/** TMDb's own 40 would make an hourly run, and whoever drains, wait for minutes; the fault `quota` shows its 429s. */
const LOCAL_TMDB_REQUESTS_PER_10_S = 1_000;

/** What stands behind the wire: one emulator for each product. */
export interface Emulators {
  /** All of them, by name. */
  all: ReadonlyMap<string, Emulator>;
  identity: Identity;
  pubsub: PubSub;
  scheduler: Scheduler;
  /** Points every vendor's client here. */
  env: Readonly<Record<string, string>>;
  faultsActive(): boolean;
  /** Resolves when no message waits and no job runs: every index is current. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

export interface EmulatorsOptions {
  /** Holds a folder for each product. */
  folder: string;
  clock: SuiteClock;
  /** Where a push endpoint of a deployed service is reached here. */
  resolveEndpoint?(endpoint: string): string;
  /** Puts dead letters that wait for another round back on their topics; how many. */
  redrive?(): Promise<number>;
}

export async function startEmulators({
  folder,
  clock,
  resolveEndpoint,
  redrive,
}: EmulatorsOptions): Promise<Emulators> {
  const all = new Map<string, Emulator>();
  const faultsActive = () => [...all.values()].some((emulator) => emulator.faults.list().length > 0);
  const options = async (name: string) => {
    const own = join(folder, name);
    await mkdir(own, { recursive: true });
    return { folder: own, clock };
  };
  const identity = await startIdentity(await options('identity'));
  const pubsub = await startPubSub({
    ...(await options('pubsub')),
    identity,
    faultsActive,
    ...(resolveEndpoint && { resolveEndpoint }),
  });
  const scheduler = await startScheduler({ ...(await options('scheduler')), identity });
  const others = await Promise.all([
    startFirestore(await options('firestore')),
    startQdrant(await options('qdrant')),
    startUpstash(await options('upstash')),
    startSignIn(await options('sign-in')),
    startStorage(await options('storage')),
    startTmdb({
      ...(await options('tmdb')),
      catalogue: bundledCatalogue,
      requestsPer10s: LOCAL_TMDB_REQUESTS_PER_10_S,
    }),
  ]);
  for (const emulator of [identity, pubsub, scheduler, ...others]) all.set(emulator.name, emulator);
  return {
    all,
    identity,
    pubsub,
    scheduler,
    env: Object.assign({}, ...[...all.values()].map((emulator) => emulator.env)),
    faultsActive,
    async drained() {
      do {
        do {
          await scheduler.idle();
          await pubsub.drained();
        } while (scheduler.pending() > 0);
        // As with back-offs: where nothing is set to fail, who drains does not wait for a letter's time.
      } while (redrive && !faultsActive() && (await redrive()) > 0);
      // What search holds in memory follows within a minute: nor does who drains wait for that.
      const isDefined = scheduler.jobs().some(({ name }) => name === ARTEFACT_JOB);
      if (isDefined) await scheduler.run(ARTEFACT_JOB);
    },
    async stop() {
      await scheduler.stop();
      await pubsub.stop();
      await Promise.all([identity, ...others].map((emulator) => emulator.stop()));
    },
  };
}
