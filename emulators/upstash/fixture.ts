import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from '@upstash/redis';
import { SuiteClock } from '../clock.js';
import type { Emulator } from '../emulator.js';
import { startUpstash } from './upstash.js';

/** For tests: an emulator on a folder of its own with the vendor's client connected. */
export interface Fixture {
  clock: SuiteClock;
  readonly emulator: Emulator;
  readonly redis: Redis;
  /** Sends one request without the vendor's client; the token is added. */
  request(path: string, init?: RequestInit): Promise<Response>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export function connect(emulator: Emulator): Redis {
  return new Redis({
    url: emulator.env.UPSTASH_REDIS_REST_URL ?? '',
    token: emulator.env.UPSTASH_REDIS_REST_TOKEN ?? '',
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: false,
  });
}

export async function startFixture(): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'upstash-'));
  const clock = new SuiteClock();
  let emulator = await startUpstash({ folder, clock });
  let redis = connect(emulator);
  return {
    clock,
    get emulator() {
      return emulator;
    },
    get redis() {
      return redis;
    },
    request(path, init = {}) {
      const headers = { authorization: `Bearer ${emulator.env.UPSTASH_REDIS_REST_TOKEN}`, ...init.headers };
      return fetch(`${emulator.env.UPSTASH_REDIS_REST_URL}${path}`, { ...init, headers });
    },
    async restart() {
      await emulator.stop();
      emulator = await startUpstash({ folder, clock });
      redis = connect(emulator);
    },
    async close() {
      await emulator.stop();
      clock.stop();
      await rm(folder, { recursive: true });
    },
  };
}
