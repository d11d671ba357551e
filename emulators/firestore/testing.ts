import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Firestore } from '@google-cloud/firestore';
import { SuiteClock } from '../clock.js';
import type { Emulator } from '../emulator.js';
import { startFirestore } from './firestore.js';

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
    // Off Google's cloud, the clients would otherwise look for a metadata server.
    process.env.METADATA_SERVER_DETECTION = 'none';
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

  client(databaseId = 'catalogue'): Firestore {
    Object.assign(process.env, this.#emulator.env);
    const client = new Firestore({ projectId: 'media-gateway', databaseId });
    this.#clients.push(client);
    return client;
  }

  /** Stops the emulator and starts another one on the same folder and port. */
  async restart(): Promise<void> {
    const port = Number(this.#emulator.env.FIRESTORE_EMULATOR_HOST?.split(':')[1]);
    await this.#emulator.stop();
    this.#emulator = await startFirestore({ folder: this.#folder, clock: this.clock, port });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.terminate()));
    await this.#emulator.stop();
    this.clock.stop();
    await rm(this.#folder, { recursive: true });
  }
}
