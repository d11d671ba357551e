import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QdrantClient } from '@qdrant/js-client-rest';
import { SuiteClock } from '../clock.js';
import type { Emulator } from '../emulator.js';
import { startQdrant } from './qdrant.js';

/** A server on a folder of its own and the vendor's client for it, for tests. */
export class TestServer {
  readonly folder: string;
  emulator: Emulator;
  client: QdrantClient;

  private constructor(folder: string, emulator: Emulator) {
    this.folder = folder;
    this.emulator = emulator;
    this.client = clientOf(emulator);
  }

  static async start(): Promise<TestServer> {
    const folder = await mkdtemp(join(tmpdir(), 'qdrant-'));
    return new TestServer(folder, await startOn(folder));
  }

  async restart(): Promise<void> {
    await this.emulator.stop();
    this.emulator = await startOn(this.folder);
    this.client = clientOf(this.emulator);
  }

  /** A request that the client's types do not allow. */
  async request(method: string, path: string, body?: unknown): Promise<{ status: number; body: string }> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${this.emulator.env['QDRANT_URL']}${path}`, {
      method,
      ...(text === undefined ? {} : { body: text }),
    });
    return { status: response.status, body: await response.text() };
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function startOn(folder: string): Promise<Emulator> {
  return startQdrant({ folder, clock: new SuiteClock() });
}

function clientOf(emulator: Emulator): QdrantClient {
  return new QdrantClient({ url: emulator.env['QDRANT_URL'] ?? '', checkCompatibility: false });
}

/** What the server said when it refused. */
export async function refusal(promise: Promise<unknown>): Promise<{ status: number; error: string }> {
  try {
    await promise;
  } catch (error) {
    const { status, data } = error as { status: number; data: { status: { error: string } } };
    return { status, error: data.status.error };
  }
  throw new Error('The server did not refuse');
}
