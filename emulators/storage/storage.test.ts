import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SuiteClock } from '../clock.js';
import type { Emulator } from '../emulator.js';
import { startStorage } from './storage.js';
import { CHUNK_QUANTUM } from './uploads.js';

const DAY_MS = 24 * 60 * 60 * 1000;

type Json = Record<string, unknown>;

let folder: string;
let clock: SuiteClock;
let emulator: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'));
  clock = new SuiteClock();
  emulator = await startStorage({ folder, clock });
});
afterAll(async () => {
  await emulator.stop();
  clock.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await emulator.reset();
  await call('POST', '/storage/v1/b?project=p', { name: 'box' });
});

function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(path.startsWith('http') ? path : emulator.env.STORAGE_EMULATOR_HOST + path, {
    ...init,
    method,
  });
}

async function call(method: string, path: string, json?: unknown): Promise<{ status: number; body: Json }> {
  const response = await send(method, path, json === undefined ? {} : { body: JSON.stringify(json) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
}

const object = (name: string) => `/storage/v1/b/box/o/${encodeURIComponent(name)}`;

async function put(name: string, content: string | Uint8Array<ArrayBuffer>, query = '', type = 'text/plain') {
  const path = `/upload/storage/v1/b/box/o?uploadType=media&name=${encodeURIComponent(name)}${query}`;
  const response = await send('POST', path, { body: content, headers: { 'content-type': type } });
  return { status: response.status, body: (await response.json()) as Json };
}

async function content(name: string): Promise<string> {
  return (await send('GET', `${object(name)}?alt=media`)).text();
}

test('buckets are made, listed, changed and deleted when empty', async () => {
  expect((await call('POST', '/storage/v1/b?project=p', { name: 'box' })).status).toBe(409);
  expect((await call('POST', '/storage/v1/b?project=p', { name: 'No' })).status).toBe(400);
  expect((await call('GET', '/storage/v1/b/box')).body).toMatchObject({ name: 'box', metageneration: '1' });
  expect((await call('PATCH', '/storage/v1/b/box', { labels: { a: 'b' } })).body).toMatchObject({
    labels: { a: 'b' },
    metageneration: '2',
  });
  expect((await call('GET', '/storage/v1/b?project=p')).body).toMatchObject({ items: [{ name: 'box' }] });
  await put('a', 'x');
  expect((await call('DELETE', '/storage/v1/b/box')).status).toBe(409);
  await call('DELETE', object('a'));
  expect((await call('DELETE', '/storage/v1/b/box')).status).toBe(204);
  expect((await call('GET', '/storage/v1/b/box')).status).toBe(404);
});

test('an object has its sums, its generation and its bytes', async () => {
  const { body } = await put('dir/a b?.txt', '123456789');
  expect(body).toMatchObject({
    kind: 'storage#object',
    name: 'dir/a b?.txt',
    bucket: 'box',
    size: '9',
    contentType: 'text/plain',
    metageneration: '1',
    md5Hash: 'JfnnlDI7RTiF9RgfG2JNCw==',
    crc32c: '4waSgw==',
  });
  expect(body.generation).toMatch(/^\d{16}$/);
  expect((await call('GET', object('dir/a b?.txt'))).body).toEqual(body);
  const media = await send('GET', `${object('dir/a b?.txt')}?alt=media`);
  expect(await media.text()).toBe('123456789');
  expect(media.headers.get('x-goog-generation')).toBe(body.generation);
  expect(media.headers.get('x-goog-hash')).toBe('crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==');
  const link = await send('GET', String(body.mediaLink));
  expect(await link.text()).toBe('123456789');
  const again = await put('dir/a b?.txt', '');
  expect(BigInt(String(again.body.generation))).toBeGreaterThan(BigInt(String(body.generation)));
  expect(await content('dir/a b?.txt')).toBe('');
  expect((await call('GET', `${object('dir/a b?.txt')}?generation=${body.generation}`)).status).toBe(404);
});

test('parts of an object', async () => {
  await put('digits', '0123456789');
  const part = async (range: string) => {
    const response = await send('GET', `${object('digits')}?alt=media`, { headers: { range } });
    return [response.status, response.headers.get('content-range'), await response.text()];
  };
  expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
  expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
  expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
  expect(await part('bytes=8-100')).toEqual([206, 'bytes 8-9/10', '89']);
  expect((await part('bytes=10-')).slice(0, 1)).toEqual([416]);
});

test('preconditions guard writing, deleting and reading', async () => {
  const first = await put('a', '1', '&ifGenerationMatch=0');
  expect(first.status).toBe(200);
  const refused = await put('a', '2', '&ifGenerationMatch=0');
  expect(refused.status).toBe(412);
  expect(refused.body).toMatchObject({ error: { code: 412, errors: [{ reason: 'conditionNotMet' }] } });
  const generation = String(first.body.generation);
  expect((await put('a', '2', `&ifGenerationMatch=${generation}`)).status).toBe(200);
  expect((await put('a', '3', `&ifGenerationMatch=${generation}`)).status).toBe(412);
  expect(await content('a')).toBe('2');
  expect((await call('DELETE', `${object('a')}?ifGenerationMatch=${generation}`)).status).toBe(412);
  expect((await call('PATCH', `${object('a')}?ifMetagenerationMatch=7`, {})).status).toBe(412);
  const { body } = await call('GET', object('a'));
  expect((await send('GET', `${object('a')}?ifGenerationNotMatch=${body.generation}`)).status).toBe(304);
  expect((await call('DELETE', `${object('a')}?ifGenerationMatch=${body.generation}`)).status).toBe(204);
  expect((await put('a', 'x', '&ifGenerationMatch=zero')).status).toBe(400);
});

test('of many who create the same object at once, one wins', async () => {
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) => put('lock', String(i), '&ifGenerationMatch=0')),
  );
  expect(results.filter((result) => result.status === 200)).toHaveLength(1);
  expect(await readdir(join(folder, 'contents'))).toHaveLength(1);
});

test('metadata is kept, joined and taken away', async () => {
  const boundary = 'part-of-it';
  const json = {
    name: 'm',
    metadata: { a: '1', b: '2' },
    customTime: '2026-01-01T00:00:00Z',
    cacheControl: 'no-store',
  };
  const body = [
    `--${boundary}\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(json)}\r\n`,
    `--${boundary}\r\ncontent-type: image/x-thing\r\n\r\nby\r\ntes\r\n--${boundary}--`,
  ].join('');
  const upload = await send('POST', '/upload/storage/v1/b/box/o?uploadType=multipart', {
    body,
    headers: { 'content-type': `multipart/related; boundary="${boundary}"` },
  });
  expect(await upload.json()).toMatchObject({ ...json, contentType: 'image/x-thing', size: '7' });
  expect(await content('m')).toBe('by\r\ntes');
  const patched = await call('PATCH', object('m'), { metadata: { a: null, c: '3' }, cacheControl: null });
  expect(patched.body).toMatchObject({ metadata: { b: '2', c: '3' }, metageneration: '2' });
  expect(patched.body).not.toHaveProperty('cacheControl');
  expect((await call('PATCH', object('m'), { contentType: 7 })).body).toMatchObject({
    error: { code: 400, message: expect.stringContaining('contentType') },
  });
});

test('wrong sums are refused and leave nothing', async () => {
  const json = JSON.stringify({ name: 'bad', md5Hash: 'AAAAAAAAAAAAAAAAAAAAAA==' });
  const body = `--x\r\n\r\n${json}\r\n--x\r\n\r\ncontent\r\n--x--`;
  const headers = { 'content-type': 'multipart/related; boundary=x' };
  const upload = await send('POST', '/upload/storage/v1/b/box/o?uploadType=multipart', { body, headers });
  expect(upload.status).toBe(400);
  expect((await call('GET', object('bad'))).status).toBe(404);
});

test('gzip is given as it was stored to those who read it, unpacked to others', async () => {
  const packed = gzipSync('a text');
  await put('z', new Uint8Array(packed), '&contentEncoding=gzip');
  const asStored = await send('GET', `${object('z')}?alt=media`, { headers: { 'accept-encoding': 'gzip' } });
  expect(asStored.headers.get('content-encoding')).toBe('gzip');
  expect(asStored.headers.get('content-length')).toBe(String(packed.length));
  expect(await asStored.text()).toBe('a text');
  const plain = await send('GET', `${object('z')}?alt=media`, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await plain.text()).toBe('a text');
});

test('a listing goes through pages, prefixes and delimiters', async () => {
  const names = ['a', 'b/', 'b/1', 'b/2/x', 'b/2/y', 'b/3', 'c/1', 'd', 'é'];
  for (const name of names) await put(name, name);
  const list = async (query: string) => {
    const seen: string[] = [];
    let token = '';
    do {
      const path = `/storage/v1/b/box/o?${query}${token && `&pageToken=${token}`}`;
      const { body } = await call('GET', path);
      for (const item of (body.items ?? []) as { name: string }[]) seen.push(item.name);
      for (const prefix of (body.prefixes ?? []) as string[]) seen.push(`[${prefix}]`);
      token = (body.nextPageToken as string | undefined) ?? '';
    } while (token !== '');
    return seen;
  };
  expect(await list('')).toEqual(names);
  expect(await list('maxResults=1')).toEqual(names);
  expect(await list('prefix=b/')).toEqual(names.slice(1, 6));
  expect(await list('delimiter=/')).toEqual(['a', 'd', 'é', '[b/]', '[c/]']);
  expect(await list('delimiter=/&maxResults=1')).toEqual(['a', '[b/]', '[c/]', 'd', 'é']);
  expect(await list('prefix=b/&delimiter=/')).toEqual(['b/', 'b/1', 'b/3', '[b/2/]']);
  expect(await list('prefix=b/&delimiter=/&maxResults=2')).toEqual(['b/', 'b/1', 'b/3', '[b/2/]']);
  expect(await list('prefix=nothing')).toEqual([]);
  expect((await call('GET', '/storage/v1/b/none/o')).status).toBe(404);
});

test('objects are composed and copied', async () => {
  await put('one', 'first ');
  await put('two', 'second');
  const composed = await call('POST', `${object('both')}/compose`, {
    destination: { contentType: 'text/x' },
    sourceObjects: [{ name: 'one' }, { name: 'two' }],
  });
  expect(composed.body).toMatchObject({ name: 'both', contentType: 'text/x', size: '12' });
  expect(await content('both')).toBe('first second');
  const rewritten = await call(
    'POST',
    `${object('both')}/rewriteTo/b/box/o/${encodeURIComponent('x/y')}`,
    {},
  );
  expect(rewritten.body).toMatchObject({ done: true, resource: { name: 'x/y', contentType: 'text/x' } });
  expect(await content('x/y')).toBe('first second');
  const guarded = `${object('one')}/rewriteTo/b/box/o/two?ifGenerationMatch=0`;
  expect((await call('POST', guarded, {})).status).toBe(412);
  expect((await call('POST', `${object('none')}/copyTo/b/box/o/new`, {})).status).toBe(404);
});

async function startResumable(name: string): Promise<string> {
  const path = `/upload/storage/v1/b/box/o?uploadType=resumable&name=${name}`;
  const headers = { 'x-upload-content-type': 'text/x' };
  const response = await send('POST', path, { body: '{"metadata":{"k":"v"}}', headers });
  return response.headers.get('location') ?? '';
}

test('a resumable upload goes on after a restart, from what was acknowledged', async () => {
  const location = new URL(await startResumable('big'));
  const path = location.pathname + location.search;
  const whole = Buffer.alloc(CHUNK_QUANTUM * 2 + 100, 'abcdefg');
  const part = (range: string, body?: Uint8Array<ArrayBuffer>) =>
    send('PUT', path, { headers: { 'content-range': range }, ...(body && { body }) });
  const slice = (from: number, to: number) => new Uint8Array(whole.subarray(from, to));

  const first = await part(`bytes 0-${CHUNK_QUANTUM + 9}/*`, slice(0, CHUNK_QUANTUM + 10));
  expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${CHUNK_QUANTUM - 1}`]);
  expect((await call('GET', object('big'))).status).toBe(404);
  await emulator.stop();
  emulator = await startStorage({ folder, clock });
  const asked = await part(`bytes */${whole.length}`);
  expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${CHUNK_QUANTUM - 1}`]);
  const gap = await part(
    `bytes ${CHUNK_QUANTUM + 1}-${whole.length - 1}/*`,
    slice(CHUNK_QUANTUM + 1, whole.length),
  );
  expect(gap.status).toBe(400);
  const last = await part(
    `bytes ${CHUNK_QUANTUM}-${whole.length - 1}/${whole.length}`,
    slice(CHUNK_QUANTUM, whole.length),
  );
  expect(await last.json()).toMatchObject({
    name: 'big',
    size: String(whole.length),
    metadata: { k: 'v' },
    contentType: 'text/x',
  });
  expect((await part(`bytes */${whole.length}`)).status).toBe(200);
  expect(await content('big')).toBe(whole.toString());
});

test('a resumable upload can be cancelled, and ends by itself after a week', async () => {
  const cancelled = await startResumable('a');
  expect((await send('DELETE', cancelled)).status).toBe(499);
  expect((await send('PUT', cancelled, { body: 'x' })).status).toBe(404);
  const late = await startResumable('b');
  clock.advance(8 * DAY_MS);
  expect((await send('PUT', late, { body: 'x' })).status).toBe(410);
});

test('rules delete what is old enough in the time of the suite', async () => {
  const rule = { action: { type: 'Delete' }, condition: { age: 30, matchesPrefix: ['pages/'] } };
  await call('PATCH', '/storage/v1/b/box', { lifecycle: { rule: [rule] } });
  await put('pages/1', 'x');
  await put('kept', 'x');
  clock.advance(20 * DAY_MS);
  await put('pages/2', 'x');
  clock.advance(10 * DAY_MS);
  expect((await call('GET', object('pages/1'))).status).toBe(404);
  expect((await call('GET', object('pages/2'))).status).toBe(200);
  clock.advance(20 * DAY_MS);
  expect((await call('GET', object('pages/2'))).status).toBe(404);
  expect((await call('GET', object('kept'))).status).toBe(200);
});

test('bad requests are answered in the shape of Google', async () => {
  const notThere = await call('GET', object('none'));
  expect(notThere.body).toEqual({
    error: {
      code: 404,
      message: 'No such object: box/none',
      errors: [{ message: 'No such object: box/none', domain: 'global', reason: 'notFound' }],
    },
  });
  expect((await put('x'.repeat(1025), 'x')).status).toBe(400);
  expect((await put('', 'x')).status).toBe(400);
  expect((await call('GET', '/nothing')).status).toBe(404);
  expect((await call('GET', '/storage/v1/b/box/o/%E0%A4')).status).toBe(400);
  expect((await call('POST', object('a'))).status).toBe(405);
  expect((await send('POST', '/storage/v1/b', { body: '{' })).status).toBe(400);
  const multipart = '/upload/storage/v1/b/box/o?uploadType=multipart';
  expect((await send('POST', multipart, { body: 'no boundary' })).status).toBe(400);
});

test('the state travels in an archive with its bytes', async () => {
  await put('a', 'content of a');
  const { body } = await call('GET', object('a'));
  const archive = await emulator.export();
  await put('a', 'changed');
  await put('b', 'new');
  await emulator.import(archive);
  expect((await call('GET', object('a'))).body).toEqual(body);
  expect(await content('a')).toBe('content of a');
  expect((await call('GET', object('b'))).status).toBe(404);
  await emulator.reset();
  expect(await readdir(join(folder, 'contents'))).toEqual([]);
});

test('faults are answered as the product words them', async () => {
  emulator.faults.set({ kind: 'quota', rate: 1 });
  expect(await put('a', 'x')).toMatchObject({ status: 429, body: { error: { code: 429 } } });
  emulator.faults.clear();
});

test('SIGKILL loses nothing that was acknowledged and leaves no half object', async () => {
  const own = await mkdtemp(join(tmpdir(), 'storage-killed-'));
  const program = `
    import { SuiteClock } from ${JSON.stringify(new URL('../clock.ts', import.meta.url).href)};
    import { startStorage } from ${JSON.stringify(new URL('./storage.ts', import.meta.url).href)};
    const emulator = await startStorage({ folder: ${JSON.stringify(own)}, clock: new SuiteClock() });
    console.log(emulator.env.STORAGE_EMULATOR_HOST);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [host] = (await once(createInterface(child.stdout), 'line')) as [string];
  await fetch(`${host}/storage/v1/b`, { method: 'POST', body: '{"name":"box"}' });
  const acknowledged: string[] = [];
  const writing = (async () => {
    for (let i = 0; ; i++) {
      const path = `${host}/upload/storage/v1/b/box/o?uploadType=media&name=${i}`;
      const response = await fetch(path, { method: 'POST', body: String(i).repeat(50_000) });
      if (response.ok) acknowledged.push(String(i));
    }
  })();
  await expect.poll(() => acknowledged.length).toBeGreaterThan(20);
  child.kill('SIGKILL');
  await expect(writing).rejects.toThrow();
  await writeFile(join(own, 'contents', 'left-behind.part'), 'half');

  const again = await startStorage({ folder: own, clock });
  for (const name of acknowledged) {
    const path = `/storage/v1/b/box/o/${name}?alt=media`;
    const response = await fetch(again.env.STORAGE_EMULATOR_HOST + path);
    expect(await response.text()).toBe(name.repeat(50_000));
  }
  expect(await readdir(join(own, 'contents'))).not.toContain('left-behind.part');
  await again.stop();
  await rm(own, { recursive: true });
});
