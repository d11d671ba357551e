import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PubSub as Client } from '@google-cloud/pubsub';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PROJECT, Receiver } from './test-bench.js';

const EMULATOR = `
  import { SuiteClock } from './emulators/clock.ts';
  import { startPubSub } from './emulators/pubsub/pubsub.ts';
  const { env } = await startPubSub({
    folder: process.env.FOLDER,
    clock: new SuiteClock(),
    identity: { token: async () => 'token' },
  });
  console.log(env.PUBSUB_EMULATOR_HOST);
`;

let folder: string;
let receiver: Receiver;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pubsub-killed-'));
  receiver = new Receiver();
  await receiver.start();
});

afterEach(async () => {
  await kill();
  await receiver.stop();
  rmSync(folder, { recursive: true });
});

/** Starts the emulator in a process of its own, to be killed; a client of it. */
async function start(): Promise<Client> {
  const started = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', EMULATOR], {
    env: { ...process.env, FOLDER: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  const [apiEndpoint] = await once(createInterface({ input: started.stdout }), 'line');
  return new Client({ projectId: PROJECT, apiEndpoint, emulatorMode: true });
}

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

it('delivers every acknowledged publish although it is killed again and again', {
  timeout: 90_000,
}, async () => {
  let client = await start();
  await client.createTopic('topic');
  await client.createSubscription('topic', 'pushed', { pushEndpoint: receiver.url });
  let refuses = true;
  const acknowledged = new Set<string>();
  receiver.answer = ({ data }) => {
    if (refuses && Number(data) % 3 === 0) return 500;
    acknowledged.add(data);
    return 200;
  };
  const published = new Set<string>();
  for (let life = 0; life < 2; life += 1) {
    const topic = client.topic('topic');
    for (let index = 0; index < 50; index += 1) {
      const data = String(life * 50 + index);
      await topic.publishMessage({ data: Buffer.from(data) });
      published.add(data);
    }
    await kill();
    await client.close();
    client = await start();
  }
  refuses = false;
  await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBe(published.size);
  expect(acknowledged).toEqual(published);
  await client.close();
});
