import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';

const LINES = 200_000;
const LINE_BYTES = 1_000;
/** The command's own code takes half of it. */
const HEAP_MEGABYTES = 100;

/** A system that has brought every page to its end as soon as it was sent. */
const taken = { pages: 0, bytes: 0 };
const system = createServer((request, response) => {
  let size = 0;
  request.on('data', (chunk: Buffer) => (size += chunk.length));
  request.on('end', () => {
    const isPage = request.url?.includes('/pages/');
    const isEnd = request.method === 'PUT' && !isPage;
    if (isPage) {
      taken.pages += 1;
      taken.bytes += size;
    }
    const { pages } = taken;
    const summary = { state: isEnd ? 'complete' : 'running', pages, pages_done: pages, done_through: 0 };
    response.end(JSON.stringify({ ...summary, read: 1, rejected: 0, troubles: [] }));
  });
});
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-gateway-large-'));
  system.listen(0, '127.0.0.1');
  await once(system, 'listening');
});
afterAll(async () => {
  system.close();
  await rm(folder, { recursive: true, force: true });
});

function* lines(): Generator<string> {
  const overview = 'x'.repeat(LINE_BYTES);
  for (let id = 1; id <= LINES; id += 1) {
    yield `${JSON.stringify({ id, type: 'movie', title: `No. ${id}`, overview })}\n`;
  }
}

it('sends a file that is larger than its memory', async () => {
  const file = join(folder, 'large.jsonl');
  await pipeline(Readable.from(lines()), createWriteStream(file));
  const { port } = system.address() as AddressInfo;
  const command = ['--import', 'tsx', 'scripts/ingest/ingest.ts', '--json', '--file', file];
  const child = spawn(process.execPath, [...command, '--api', `http://127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      MEDIA_GATEWAY_TOKEN: 'any',
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
    },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, 'close');
  expect(code, said).toBe(0);
  expect(taken.pages).toBe(Math.ceil(LINES / 128));
  expect(taken.bytes).toBeGreaterThan(2 * HEAP_MEGABYTES * 1_000_000);
}, 120_000);
