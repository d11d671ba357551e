import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { BlobConflict } from '../../blob/blobs.js';
import { Unavailable } from '../../problem/problem.js';
import { storageEnv } from './env.js';
import type { Pace } from './retry.js';
import { storageBlobs } from './storage.js';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let answers: Answer[];
let delays: number[];

beforeEach(async () => {
  answers = [];
  delays = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    // The last answer stands for all that follow.
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response, body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function blobs(pace: Partial<Pace> = {}) {
  const { port } = server.address() as AddressInfo;
  const config = { STORAGE_BUCKET: 'box', STORAGE_EMULATOR_HOST: `http://127.0.0.1:${port}` };
  const delay = async (ms: number) => {
    delays.push(ms);
  };
  return storageBlobs(config, { random: () => 0.5, delay, deadline: 5_000, ...pace });
}

const json =
  (status: number, body: unknown): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const failure = (status: number, message: string) => json(status, { error: { code: status, message } });
const cut: Answer = (request) => request.socket.destroy();

test('repeats what fails in passing, after growing delays', async () => {
  answers = [failure(503, 'busy'), failure(429, 'slow down'), cut, json(200, { generation: '7' })];
  expect(await blobs().put('a', Buffer.from('x'))).toEqual({ generation: '7' });
  expect(delays).toEqual([150, 300, 600]);
});

test('gives up after five attempts, and says what the last one met', async () => {
  answers = [failure(500, 'broken')];
  const put = blobs().put('a', Buffer.from('x'));
  await expect(put).rejects.toThrow(Unavailable);
  await expect(put).rejects.toMatchObject({ cause: { message: 'Cloud Storage answered 500: broken' } });
  expect(delays).toHaveLength(4);
});

test('repeats a download that breaks off', async () => {
  const half: Answer = (_request, response) => {
    response.writeHead(200, { 'content-length': 10, 'x-goog-generation': '1' });
    response.write('half', () => response.destroy());
  };
  const whole: Answer = (_request, response) => {
    response.writeHead(200, { 'x-goog-generation': '1' }).end('0123456789');
  };
  answers = [half, whole];
  expect((await blobs().get('a'))?.content.toString()).toBe('0123456789');
});

test('does not wait for ever', async () => {
  answers = [() => {}];
  await expect(blobs({ deadline: 50 }).get('a')).rejects.toThrow(Unavailable);
});

test('does not repeat what is refused, and says why', async () => {
  answers = [failure(403, 'no access')];
  await expect(blobs().get('a')).rejects.toThrow(/403: no access \(gs:\/\/box\/a\).*service account/);
  answers = [failure(404, 'no bucket')];
  await expect(blobs().put('a', Buffer.from('x'))).rejects.toThrow(/no bucket.*STORAGE_BUCKET/);
  answers = [(_request, response) => response.writeHead(400).end('plain text')];
  await expect(blobs().put('a', Buffer.from('x'))).rejects.toThrow(/400: plain text/);
  expect(delays).toEqual([]);
});

test('a write whose answer was lost is not taken for a conflict with itself', async () => {
  let write: string | undefined;
  const lost: Answer = (request, _response, body) => {
    write = /"write":"([^"]+)"/.exec(body)?.[1];
    request.socket.destroy();
  };
  const there: Answer = (_request, response) => {
    response.end(JSON.stringify({ generation: '7', metadata: { write } }));
  };
  answers = [lost, failure(412, 'condition'), there];
  expect(await blobs().put('a', Buffer.from('x'), { ifGeneration: '0' })).toEqual({ generation: '7' });

  const other = json(200, { generation: '8', metadata: { write: 'of another writer' } });
  answers = [cut, failure(412, 'condition'), other];
  const put = blobs().put('a', Buffer.from('x'), { ifGeneration: '0' });
  await expect(put).rejects.toThrow(BlobConflict);
});

test('the environment is checked as a whole', () => {
  expect(storageEnv({ STORAGE_BUCKET: 'box' })).toEqual({ STORAGE_BUCKET: 'box' });
  const bad = () => storageEnv({ STORAGE_BUCKET: 'gs://box', STORAGE_EMULATOR_HOST: 'nowhere' });
  expect(bad).toThrow(ZodError);
  expect(bad).toThrow(/STORAGE_BUCKET[^]*STORAGE_EMULATOR_HOST/);
});
