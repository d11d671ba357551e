import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Firestore } from '@google-cloud/firestore';
import { SuiteClock } from '../../emulators/clock.js';
import type { Emulator, EmulatorOptions } from '../../emulators/emulator.js';
import { startFirestore } from '../../emulators/firestore/firestore.js';
import { firestoreDatabase } from '../../shared/adapters/firestore/firestore.js';
import type { DatabaseName } from '../../shared/storage-layout.js';

/** An emulator on a folder and a clock of its own. */
export interface Bench<E extends Emulator = Emulator> {
  emulator: E;
  clock: SuiteClock;
  stop(): Promise<void>;
}

export async function startBench<E extends Emulator>(
  start: (options: EmulatorOptions) => Promise<E>,
): Promise<Bench<E>> {
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  const clock = new SuiteClock();
  const emulator = await start({ folder, clock });
  return {
    emulator,
    clock,
    async stop() {
      await emulator.stop();
      clock.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Empty databases of one embedded Firestore. */
export interface Database extends Bench {
  empty(): Firestore;
}

/**
 * Where FIRESTORE_EMULATOR_HOST is set, Google's client obeys it before us, so that the same tests run on Google's
 * emulator. A project for each database keeps them apart.
 */
export async function startDatabases(name: DatabaseName): Promise<Database> {
  const bench = await startBench(startFirestore);
  const { FIRESTORE_EMULATOR_HOST } = bench.emulator.env;
  const opened: Firestore[] = [];
  return {
    ...bench,
    empty() {
      const GOOGLE_CLOUD_PROJECT = `test-${randomUUID()}`;
      const db = firestoreDatabase({ GOOGLE_CLOUD_PROJECT, FIRESTORE_EMULATOR_HOST }, name);
      opened.push(db);
      return db;
    },
    async stop() {
      await Promise.all(opened.map((db) => db.terminate()));
      await bench.stop();
    },
  };
}
