import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { SuiteClock } from '../../emulators/clock.js';
import type { Emulator } from '../../emulators/emulator.js';
import { startStorage } from '../../emulators/storage/storage.js';
import { storageEnv } from '../../shared/adapters/storage/env.js';
import { storageBlobs } from '../../shared/adapters/storage/storage.js';
import { blobsContract } from './blobs.contract.js';

const BUCKET = 'contract';

let folder: string;
let clock: SuiteClock;
let emulator: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  clock = new SuiteClock();
  emulator = await startStorage({ folder, clock });
  await fetch(`${emulator.env.STORAGE_EMULATOR_HOST}/storage/v1/b?project=p`, {
    method: 'POST',
    body: JSON.stringify({ name: BUCKET }),
  });
});

afterAll(async () => {
  await emulator.stop();
  clock.stop();
  await rm(folder, { recursive: true });
});

blobsContract('blobs in Cloud Storage', async () =>
  storageBlobs(storageEnv({ ...emulator.env, STORAGE_BUCKET: BUCKET })),
);
