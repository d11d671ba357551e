import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Title } from '../../shared/title/title.js';
import { outcome, run, startCommand } from '../support/command.js';
import type { TitlePage } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-gateway-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = (...args: string[]) => outcome(run('scripts/start/start.ts', args));
const titlesOf = async (api: string, query = '') =>
  ((await (await fetch(`${api}/api/v1/content/trending?limit=100${query}`)).json()) as TitlePage).data;

async function ingestFile(api: string, lines: readonly unknown[]) {
  const file = join(folder, 'titles.jsonl');
  await writeFile(
    file,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return outcome(run('scripts/ingest/ingest.ts', ['--file', file, '--api', api, '--json']));
}

describe('npm start', () => {
  it.each([
    [['--port', 'eighty'], '--port takes a whole number'],
    [['--catalogue', 'huge'], '--catalogue takes bundled or none'],
    [['--clock', 'soon'], '--clock takes an ISO time'],
    [['--colour'], "Unknown option '--colour'"],
  ])('refuses %j in one clear line and ends with 2', async (args, message) => {
    const { code, stderr, stdout } = await start(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')[0]).toContain(message);
  });

  it('refuses a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await start('--port', String(port), '--catalogue', 'none');
    server.close();
    expect(code).toBe(2);
    expect(stderr).toContain(`${port} is taken`);
  });

  it('keeps its state over SIGTERM and SIGKILL, and says one line', async () => {
    const data = join(folder, 'data');
    const first = await startCommand(
      '--data',
      data,
      '--catalogue',
      'none',
      '--instances',
      '2',
      '--clock',
      '2030-01-01T00:00:00Z',
    );
    const { code, stdout } = await ingestFile(first.api, [...sampleTitles, '{"id":']);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ read: 9, ingested: 8, rejected: 1, merged: 0 }),
    ]);
    const reject = JSON.parse(await readFile(join(folder, 'titles.jsonl.rejects.jsonl'), 'utf8'));
    expect(reject).toMatchObject({ line: 9, reason: expect.stringContaining('not a JSON object') });
    const before = await titlesOf(first.api);
    expect(before).toHaveLength(8);
    expect(before[0]?.last_updated).toMatch(/^2030-01-01/);
    expect(Object.keys(first.env)).toEqual(
      expect.arrayContaining([
        'FIRESTORE_EMULATOR_HOST',
        'PUBSUB_EMULATOR_HOST',
        'QDRANT_URL',
        'UPSTASH_REDIS_REST_URL',
      ]),
    );
    expect(await first.stop('SIGTERM')).toBe(0);
    expect(first.stdout).toHaveLength(1);

    const second = await startCommand('--data', data, '--catalogue', 'none');
    expect(await titlesOf(second.api)).toEqual(before);
    await second.stop('SIGKILL');
    const third = await startCommand('--data', data, '--catalogue', 'none');
    expect(await titlesOf(third.api)).toEqual(before);
    expect(await third.stop('SIGINT')).toBe(0);
  }, 120_000);

  it('goes on after SIGKILL at any moment of an ingestion, and loses nothing that was acknowledged', async () => {
    const data = join(folder, 'data');
    const lines = [...Array(700).keys()].map((i) => ({
      id: `n${i}`,
      type: 'movie',
      title: `Number ${i}`,
      year: 1950 + (i % 70),
    }));
    let acknowledged = 0;
    for (let round = 0; round < 3; round++) {
      const suite = await startCommand('--data', data, '--catalogue', 'none', '--limits', 'off');
      const token = await tokenOf(suite.console);
      const call = (method: string, path: string, body: unknown) =>
        fetch(`${suite.api}/api/v1/admin/ingestion/runs${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      expect((await call('POST', '', { provider: 'file', run: 'killed', upload: true })).status).toBe(202);
      for (let page = 0; page < 2; page++) {
        const from = acknowledged;
        const part = lines.slice(from, from + 100).map((line) => JSON.stringify(line));
        const name = String(from / 100 + 1).padStart(6, '0');
        const answer = await call('PUT', `/killed/pages/${name}`, { first_line: from + 1, lines: part });
        expect(answer.status).toBe(202);
        acknowledged += part.length;
      }
      // Killed at another stage each time: at once, in the middle, later.
      for (let calls = 0; calls < round * 20; calls++) await titlesOf(suite.api);
      await suite.stop('SIGKILL');
    }
    const suite = await startCommand('--data', data, '--catalogue', 'none', '--limits', 'off');
    await fetch(`${suite.console}/control/drain`, { method: 'POST' });
    const found = await Promise.all(
      lines.slice(0, acknowledged).map(async ({ id }) => {
        const answer = await fetch(`${suite.api}/api/v1/content/external/file/${id}`);
        return answer.ok ? ((await answer.json()) as Title).id : undefined;
      }),
    );
    expect(acknowledged).toBe(600);
    expect(new Set(found).size).toBe(600);
    expect(found).not.toContain(undefined);
    const answer = await fetch(`${suite.api}/api/v1/search/faceted?limit=1`);
    expect(((await answer.json()) as TitlePage).facets.type).toEqual([{ value: 'movie', count: 600 }]);
    await suite.stop('SIGKILL');
  }, 180_000);
});

async function tokenOf(console: string): Promise<string> {
  const answer = await fetch(`${console}/control/token`, { method: 'POST' });
  return ((await answer.json()) as { token: string }).token;
}

describe('npm run ingest', () => {
  it.each([
    [[], 2, '--file is missing'],
    [['--file', 'nowhere.jsonl'], 2, 'nowhere.jsonl does not exist'],
    [['--file', 'package.json', '--api', 'http://127.0.0.1:1'], 1, 'cannot be reached'],
  ])('%j ends with %i and says why', async (args, code, message) => {
    const result = await outcome(run('scripts/ingest/ingest.ts', args));
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });
});
