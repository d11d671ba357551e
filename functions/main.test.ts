import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

const complete = {
  QDRANT_URL: 'http://127.0.0.1:9',
  FIRESTORE_EMULATOR_HOST: '127.0.0.1:9',
  UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9',
  UPSTASH_REDIS_REST_TOKEN: 'none',
};

function start(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'functions/main.ts'], {
    env: { PATH: process.env.PATH ?? '', METADATA_SERVER_DETECTION: 'none', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function refusal(env: Record<string, string>): Promise<{ code: number; stderr: string }> {
  const child = start(env);
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('the entry point that the cloud starts', () => {
  it('names the services when it is told none', async () => {
    const { code, stderr } = await refusal({ FUNCTION_TARGET: 'serach' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/"serach"; set it to one of search, catalogue/);
  });

  it('names everything that the configuration lacks, together', async () => {
    const { code, stderr } = await refusal({ FUNCTION_TARGET: 'search', LOG_LEVEL: 'loud' });
    expect(code).toBe(2);
    for (const name of ['LOG_LEVEL', 'QDRANT_URL', 'UPSTASH_REDIS_REST_TOKEN', 'ENCODER_FOLDER']) {
      expect(stderr).toContain(name);
    }
  });

  it('serves, finishes what it began when it is told to stop, and ends with 0', async () => {
    const port = await freePort();
    const child = start({ ...complete, FUNCTION_TARGET: 'site', PORT: String(port) });
    const ended = once(child, 'close');
    const up = async () => (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined))?.status;
    while ((await up()) !== 200) await wait(50);
    // The document takes a while to make: it is under way when the signal comes.
    const late = fetch(`http://127.0.0.1:${port}/openapi.json`);
    await wait(20);
    child.kill('SIGTERM');
    expect(Object.keys(((await (await late).json()) as { paths: object }).paths).length).toBeGreaterThan(20);
    expect((await ended)[0]).toBe(0);
    expect(await up()).toBeUndefined();
  });
});
