import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from '@upstash/redis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SuiteClock } from '../clock.js';
import { connect, type Fixture, startFixture } from './fixture.js';
import { KEY_LIMIT } from './keyspace.js';
import { REQUEST_LIMIT, startUpstash } from './upstash.js';

let on: Fixture;
beforeAll(async () => {
  on = await startFixture();
});
beforeEach(() => on.emulator.reset());
afterAll(() => on.close());

test('a pipeline answers each command, failures in their places', async () => {
  const { redis } = on;
  await redis.set('text', 'abc');
  const pipeline = redis.pipeline().set('n', '1').incr('text').get('n');
  expect(await pipeline.exec({ keepErrors: true })).toEqual([
    { result: 'OK', error: undefined },
    { result: undefined, error: 'ERR value is not an integer or out of range' },
    { result: '1', error: undefined },
  ]);
});

test('a transaction runs all of its commands, or none when one of them cannot be', async () => {
  const { redis } = on;
  expect(await redis.multi().set('a', '1').incr('a').mget('a', 'b').exec()).toEqual(['OK', 2, ['2', null]]);
  const response = await on.request('/multi-exec', {
    method: 'POST',
    body: JSON.stringify([
      ['SET', 'a', 'changed'],
      ['NOSUCH', 'x'],
    ]),
  });
  expect(response.status).toBe(400);
  expect((await response.json()) as unknown).toEqual({ error: expect.stringMatching(/^EXECABORT/) });
  expect(await redis.get('a')).toBe('2');
});

test('paths are commands, a body is the last argument, the query holds options', async () => {
  const json = async (path: string, init?: RequestInit) => (await on.request(path, init)).json();
  expect(await json('/set/foo/a%2Fb')).toEqual({ result: 'OK' });
  expect(await json('/get/foo')).toEqual({ result: 'a/b' });
  expect(await json('/set/foo?EX=100', { method: 'POST', body: 'raw' })).toEqual({ result: 'OK' });
  expect(await json('/get/foo', { headers: { 'upstash-encoding': 'base64' } })).toEqual({ result: 'cmF3' });
  expect(await json('/ttl/foo')).toEqual({ result: 100 });
  expect(await json('/set/foo/%E0%A4')).toEqual({ error: expect.stringMatching(/not URL-encoded/) });
});

test('every answer carries a sync token', async () => {
  expect((await on.request('/ping')).headers.get('upstash-sync-token')).toBeTruthy();
});

test('bad requests are answered in the shape of Upstash', async () => {
  const post = async (path: string, body: string) => {
    const response = await on.request(path, { method: 'POST', body });
    return [response.status, ((await response.json()) as { error: string }).error];
  };
  expect(await post('/', 'no json')).toEqual([400, expect.stringMatching(/^ERR .*not JSON/)]);
  expect(await post('/', '[]')).toEqual([400, expect.stringMatching(/^ERR failed to parse/)]);
  expect(await post('/', '["SET","k",{"a":1}]')).toEqual([
    400,
    expect.stringMatching(/^ERR failed to parse/),
  ]);
  expect(await post('/pipeline', '{}')).toEqual([400, expect.stringMatching(/^ERR failed to parse/)]);
  expect(await post('/', '["GET"]')).toEqual([400, "ERR wrong number of arguments for 'get' command"]);
  expect(await post('/', '["BLPOP","k","0"]')).toEqual([
    400,
    expect.stringMatching(/not available: 'BLPOP'/),
  ]);
  const long = JSON.stringify(['MSET', 'k', 'v', 'x'.repeat(KEY_LIMIT + 1), 'v']);
  expect(await post('/', long)).toEqual([400, expect.stringMatching(/^ERR max key size exceeded/)]);
  expect(await on.redis.dbsize()).toBe(0);
  const big = JSON.stringify(['SET', 'k', 'x'.repeat(REQUEST_LIMIT)]);
  expect(await post('/', big)).toEqual([400, expect.stringMatching(/^ERR max request size exceeded/)]);
});

test('a wrong token is refused', async () => {
  const stranger = new Redis({
    url: on.emulator.env.UPSTASH_REDIS_REST_URL ?? '',
    token: 'wrong',
    retry: false,
  });
  await expect(stranger.get('k')).rejects.toThrow(/WRONGPASS invalid or missing auth token/);
  expect((await on.request('/ping', { headers: { authorization: '' } })).status).toBe(401);
});

async function fill(redis: Redis): Promise<void> {
  await redis.set('string', 'é');
  await redis.set('ending', 'soon', { ex: 100 });
  await redis.hset('hash', { a: '1', b: '2' });
  await redis.rpush('list', 'a', 'b', 'c');
  await redis.sadd('set', 'x', 'y');
  await redis.zadd('zset', { score: 1.5, member: 'm' }, { score: Number.MAX_SAFE_INTEGER, member: 'n' });
  await redis.eval(
    'redis.call("HINCRBY", KEYS[1], "a", 9) redis.call("SET", "t", redis.call("TIME")[1])',
    ['hash'],
    [],
  );
}

async function state(redis: Redis): Promise<unknown> {
  return Promise.all([
    redis.mget('string', 'ending', 't'),
    redis.ttl('ending'),
    redis.hgetall('hash'),
    redis.lrange('list', 0, -1),
    redis.smembers('set'),
    redis.zrange('zset', 0, -1, { withScores: true }),
  ]);
}

test('a restart on the same folder goes on where it stopped', async () => {
  await fill(on.redis);
  const before = await state(on.redis);
  await on.restart();
  expect(await state(on.redis)).toEqual(before);
  on.clock.advance(100_000);
  await on.restart();
  expect(await on.redis.get('ending')).toBeNull();
});

test('a long journal is rewritten to what is left of it', async () => {
  await fill(on.redis);
  const at = on.clock.now();
  const before = await state(on.redis);
  const batch = JSON.stringify(Array.from({ length: 10_500 }, () => ['INCR', 'n']));
  await on.request('/pipeline', { method: 'POST', body: batch });
  await on.request('/pipeline', { method: 'POST', body: batch });
  await on.restart();
  expect(await on.redis.get('n')).toBe('21000');
  on.clock.set(at);
  expect(await state(on.redis)).toEqual(before);
  expect((await on.emulator.export()).length).toBeLessThan(20);
});

test('the state travels in an archive', async () => {
  await fill(on.redis);
  const before = await state(on.redis);
  const archive = await on.emulator.export();
  await on.redis.flushdb();
  await on.redis.set('other', 'x');
  await on.emulator.import(archive);
  expect(await state(on.redis)).toEqual(before);
  expect(await on.redis.exists('other')).toBe(0);
  await on.emulator.reset();
  expect(await on.redis.dbsize()).toBe(0);
});

test('faults hit requests in the words of Upstash', async () => {
  const { faults } = on.emulator;
  faults.set({ kind: 'quota', rate: 1 });
  await expect(on.redis.get('k')).rejects.toThrow(/max requests limit exceeded/);
  faults.clear();
  faults.set({ kind: 'down', rate: 1 });
  await expect(on.redis.get('k')).rejects.toThrow('fetch failed');
  faults.clear();
  expect(await on.redis.get('k')).toBeNull();
});

test('what was acknowledged survives SIGKILL', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'upstash-killed-'));
  const program = `
    import { SuiteClock } from ${JSON.stringify(new URL('../clock.ts', import.meta.url).href)};
    import { startUpstash } from ${JSON.stringify(new URL('./upstash.ts', import.meta.url).href)};
    const emulator = await startUpstash({ folder: ${JSON.stringify(folder)}, clock: new SuiteClock() });
    console.log(emulator.env.UPSTASH_REDIS_REST_URL);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  const redis = new Redis({ url, token: on.emulator.env.UPSTASH_REDIS_REST_TOKEN ?? '', retry: false });
  let acknowledged = 0;
  const writing = (async () => {
    for (;;) acknowledged = await redis.incr('n');
  })();
  await expect.poll(() => acknowledged).toBeGreaterThan(50);
  child.kill('SIGKILL');
  await expect(writing).rejects.toThrow();
  const clock = new SuiteClock();
  const again = await startUpstash({ folder, clock });
  const kept = Number(await connect(again).get('n'));
  expect(kept).toBeGreaterThanOrEqual(acknowledged);
  expect(kept).toBeLessThanOrEqual(acknowledged + 1);
  await again.stop();
  clock.stop();
  await rm(folder, { recursive: true });
});
