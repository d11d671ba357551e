import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Firestore } from '@google-cloud/firestore';
import { SuiteClock } from '../clock.js';
import type { Emulator } from '../emulator.js';
import { startFirestore } from './firestore.js';

/** A real client of the emulator that listens on `host`. */
export function connect(host: string | undefined, databaseId = 'catalogue'): Firestore {
  // Off Google's cloud, clients would otherwise look for a metadata server.
  Object.assign(process.env, { FIRESTORE_EMULATOR_HOST: host, METADATA_SERVER_DETECTION: 'none' });
  return new Firestore({ projectId: 'media-gateway', databaseId });
}

/** An emulator on a folder of its own, and real clients of it. */
export class TestFirestore {
  readonly clock: SuiteClock;
  readonly #folder: string;
  readonly #clients: Firestore[] = [];
  #emulator: Emulator;

  private constructor(folder: string, emulator: Emulator, clock: SuiteClock) {
    this.#folder = folder;
    this.#emulator = emulator;
    this.clock = clock;
  }

  static async start(): Promise<TestFirestore> {
    const folder = await mkdtemp(join(tmpdir(), 'firestore-'));
    const clock = new SuiteClock();
    return new TestFirestore(folder, await startFirestore({ folder, clock }), clock);
  }

  get emulator(): Emulator {
    return this.#emulator;
  }

  get folder(): string {
    return this.#folder;
  }

  client(databaseId?: string): Firestore {
    const client = connect(this.#emulator.env.FIRESTORE_EMULATOR_HOST, databaseId);
    this.#clients.push(client);
    return client;
  }

  /** Stops the emulator, runs `meanwhile` and starts another one on the same folder and port. */
  async restart(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    const port = Number(this.#emulator.env.FIRESTORE_EMULATOR_HOST?.split(':')[1]);
    await this.#emulator.stop();
    await meanwhile();
    this.#emulator = await startFirestore({ folder: this.#folder, clock: this.clock, port });
  }

  /** Resolves when a document of this id is on disk, whether or not its writer knows. */
  async stored(id: string): Promise<void> {
    while (!(await this.#emulator.export()).some(([, key]) => key.at(-1) === id)) await setImmediate();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.terminate()));
    await this.#emulator.stop();
    this.clock.stop();
    await rm(this.#folder, { recursive: true });
  }
}
