import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Fixture, startFixture } from './fixture.js';

let on: Fixture;
beforeAll(async () => {
  on = await startFixture();
});
beforeEach(() => on.emulator.reset());
afterAll(() => on.close());

/** Any command as it is written in Redis' manual; the client's methods hide some of the words. */
async function run(line: string, ...more: string[]): Promise<unknown> {
  const response = await on.request('/', {
    method: 'POST',
    body: JSON.stringify([...line.split(' '), ...more]),
  });
  const body = (await response.json()) as { result?: unknown; error?: string };
  return body.error ?? body.result;
}

test('strings: set, get and the options of set', async () => {
  const { redis } = on;
  expect(await redis.set('k', 'one')).toBe('OK');
  expect(await redis.set('k', 'two', { nx: true })).toBeNull();
  expect(await redis.set('absent', 'x', { xx: true })).toBeNull();
  expect(await redis.set('k', 'three', { xx: true, get: true })).toBe('one');
  expect(await redis.get('k')).toBe('three');
  expect(await redis.set('k', 'four', { ex: 100 })).toBe('OK');
  expect(await redis.set('k', 'five', { keepTtl: true })).toBe('OK');
  expect(await redis.ttl('k')).toBe(100);
  await redis.set('k', 'six');
  expect(await redis.ttl('k')).toBe(-1);
  expect(await redis.getdel('k')).toBe('six');
  expect(await redis.get('k')).toBeNull();
  expect(await run('SET k v EX 0')).toBe("ERR invalid expire time in 'set' command");
  expect(await run('SET k v EX 10 PX 10')).toBe('ERR syntax error');
  expect(await run('SET k v NX XX')).toBe('ERR syntax error');
});

test('strings: many keys, counters and parts', async () => {
  const { redis } = on;
  await redis.mset({ a: '1', b: 'text' });
  await redis.sadd('c', 'x');
  expect(await redis.mget('a', 'b', 'c', 'd')).toEqual(['1', 'text', null, null]);
  expect(await redis.incr('a')).toBe(2);
  expect(await redis.incrby('a', 40)).toBe(42);
  expect(await redis.decr('a')).toBe(41);
  expect(await redis.decrby('a', 50)).toBe(-9);
  expect(await run('INCRBYFLOAT f 0.1')).toBe('0.1');
  expect(await run('INCRBYFLOAT f 0.2')).toBe('0.3');
  expect(await run('INCRBYFLOAT f 1e21')).toBe('1000000000000000000000');
  await expect(redis.incr('b')).rejects.toThrow('ERR value is not an integer or out of range');
  await redis.set('max', '9223372036854775807');
  await expect(redis.incr('max')).rejects.toThrow('ERR increment or decrement would overflow');
  expect(await redis.append('b', '!')).toBe(5);
  expect(await redis.strlen('b')).toBe(5);
  expect(await redis.strlen('none')).toBe(0);
  expect(await run('SETNX a x')).toBe(0);
  expect(await run('SETEX s 10 v')).toBe('OK');
  expect(await redis.ttl('s')).toBe(10);
});

test('values hold any text, and its length is that of its bytes', async () => {
  const { redis } = on;
  const text = 'naïve 映画 \u0000 😀 "quoted" \\';
  await redis.set('k', text);
  expect(await redis.get('k')).toBe(text);
  expect(await redis.strlen('k')).toBe(Buffer.byteLength(text));
  await redis.set('ok', 'OK');
  expect(await redis.get('ok')).toBe('OK');
  expect(await redis.mget('ok')).toEqual(['OK']);
});

test('a key of another type is refused in Redis words', async () => {
  const { redis } = on;
  await redis.hset('h', { f: 'v' });
  const wrongType = /WRONGTYPE Operation against a key holding the wrong kind of value/;
  await expect(redis.get('h')).rejects.toThrow(wrongType);
  await expect(redis.lpush('h', 'x')).rejects.toThrow(wrongType);
  await expect(redis.zadd('h', { score: 1, member: 'm' })).rejects.toThrow(wrongType);
  await expect(redis.sadd('h', 'x')).rejects.toThrow(wrongType);
  expect(await redis.type('h')).toBe('hash');
  expect(await redis.type('none')).toBe('none');
  await redis.set('h', 'now a string');
  expect(await redis.type('h')).toBe('string');
});

test('keys end when the clock of the suite reaches their time', async () => {
  const { redis, clock } = on;
  await redis.set('k', 'v', { px: 60_000 });
  expect(await redis.pttl('k')).toBeGreaterThan(50_000);
  clock.advance(59_000);
  expect(await redis.get('k')).toBe('v');
  clock.advance(1_000);
  expect(await redis.get('k')).toBeNull();
  expect(await redis.exists('k')).toBe(0);
  expect(await redis.ttl('k')).toBe(-2);
  expect(await redis.dbsize()).toBe(0);
  expect(await redis.set('k', 'new', { nx: true })).toBe('OK');
  expect(await redis.ttl('k')).toBe(-1);
});

test('expiry is set, compared, read and removed', async () => {
  const { redis, clock } = on;
  await redis.set('k', 'v');
  expect(await redis.expire('k', 100)).toBe(1);
  expect(await redis.expire('k', 50, 'NX')).toBe(0);
  expect(await redis.expire('k', 50, 'GT')).toBe(0);
  expect(await redis.expire('k', 200, 'GT')).toBe(1);
  expect(await redis.expire('k', 50, 'LT')).toBe(1);
  expect(await redis.persist('k')).toBe(1);
  expect(await redis.persist('k')).toBe(0);
  expect(await redis.expire('k', 50, 'XX')).toBe(0);
  expect(await redis.expireat('k', Math.floor(clock.now() / 1000) + 30)).toBe(1);
  expect(await redis.ttl('k')).toBeLessThanOrEqual(30);
  expect(await redis.pexpire('k', 5_000)).toBe(1);
  expect(await redis.getex('k', { ex: 500 })).toBe('v');
  expect(await redis.ttl('k')).toBe(500);
  expect(await redis.getex('k', { persist: true })).toBe('v');
  expect(await redis.ttl('k')).toBe(-1);
  expect(await redis.expire('k', -1)).toBe(1);
  expect(await redis.exists('k')).toBe(0);
  expect(await redis.expire('none', 10)).toBe(0);
  expect(await run('SET k v EXAT', String(Math.floor(clock.now() / 1000) - 10))).toBe('OK');
  expect(await redis.exists('k')).toBe(0);
});

test('hashes', async () => {
  const { redis } = on;
  expect(await redis.hset('h', { a: '1', b: '2' })).toBe(2);
  expect(await redis.hset('h', { a: '3', c: '4' })).toBe(1);
  expect(await redis.hget('h', 'a')).toBe('3');
  expect(await run('HMGET h a z')).toEqual(['3', null]);
  expect(await run('HGETALL h')).toEqual(['a', '3', 'b', '2', 'c', '4']);
  expect(await redis.hlen('h')).toBe(3);
  expect(await redis.hkeys('h')).toEqual(['a', 'b', 'c']);
  expect(await redis.hexists('h', 'z')).toBe(0);
  expect(await redis.hincrby('h', 'a', 7)).toBe(10);
  expect(await run('HINCRBYFLOAT h a 0.5')).toBe('10.5');
  expect(await run('HINCRBY h a 1')).toBe('ERR hash value is not an integer');
  expect(await redis.hsetnx('h', 'a', 'x')).toBe(0);
  expect(await redis.hdel('h', 'a', 'b', 'c', 'z')).toBe(3);
  expect(await redis.exists('h')).toBe(0);
  expect(await run('HSET h a')).toBe("ERR wrong number of arguments for 'hset' command");
  expect(await run('HSET h a 1 b')).toBe("ERR wrong number of arguments for 'hset' command");
});

test('lists', async () => {
  const { redis } = on;
  expect(await redis.rpush('l', 'c', 'd')).toBe(2);
  expect(await redis.lpush('l', 'b', 'a')).toBe(4);
  expect(await redis.lrange('l', 0, -1)).toEqual(['a', 'b', 'c', 'd']);
  expect(await redis.lrange('l', -2, 100)).toEqual(['c', 'd']);
  expect(await redis.lrange('l', 3, 1)).toEqual([]);
  expect(await redis.llen('l')).toBe(4);
  expect(await redis.lindex('l', -1)).toBe('d');
  expect(await redis.lpop('l')).toBe('a');
  expect(await redis.rpop('l', 2)).toEqual(['d', 'c']);
  expect(await redis.rpush('l', 'x', 'y')).toBe(3);
  expect(await redis.ltrim('l', 1, 1)).toBe('OK');
  expect(await redis.lrange('l', 0, -1)).toEqual(['x']);
  expect(await redis.lpop('l', 5)).toEqual(['x']);
  expect(await redis.exists('l')).toBe(0);
  expect(await redis.lpop('l')).toBeNull();
});

test('sets', async () => {
  const { redis } = on;
  expect(await redis.sadd('s', 'a', 'b', 'a')).toBe(2);
  expect((await redis.smembers('s')).sort()).toEqual(['a', 'b']);
  expect(await redis.sismember('s', 'a')).toBe(1);
  expect(await redis.smismember('s', ['a', 'z'])).toEqual([1, 0]);
  expect(await redis.scard('s')).toBe(2);
  expect(await redis.srem('s', 'a', 'b', 'z')).toBe(2);
  expect(await redis.exists('s')).toBe(0);
});

test('sorted sets: the flags of zadd', async () => {
  const { redis } = on;
  const add = (flags: string) => run(`ZADD z ${flags}`);
  expect(await add('1 a 2 b')).toBe(2);
  expect(await add('NX 9 a 3 c')).toBe(1);
  expect(await add('XX CH 5 a 9 d')).toBe(1);
  expect(await add('GT CH 4 a 6 b')).toBe(1);
  expect(await add('LT CH 4 a 7 b')).toBe(1);
  expect(await add('INCR 2.5 a')).toBe('6.5');
  expect(await add('NX INCR 2.5 a')).toBeNull();
  expect(await redis.zscore('z', 'a')).toBe('6.5');
  expect(await redis.zcard('z')).toBe(3);
  expect(await add('NX XX 1 a')).toBe('ERR XX and NX options at the same time are not compatible');
  expect(await add('GT LT 1 a')).toBe('ERR GT, LT, and/or NX options at the same time are not compatible');
  expect(await add('x a')).toBe('ERR value is not a valid float');
  expect(await add('XX 1')).toBe('ERR syntax error');
  expect(await run('ZINCRBY z -6.5 a')).toBe('0');
  expect(await run('ZMSCORE z a nobody')).toEqual(['0', null]);
});

test('sorted sets: ranges', async () => {
  await run('ZADD z 1 a 2 b 2 bb 3 c inf top');
  expect(await run('ZRANGE z 0 -1')).toEqual(['a', 'b', 'bb', 'c', 'top']);
  expect(await run('ZRANGE z -1 -1 WITHSCORES')).toEqual(['top', 'inf']);
  expect(await run('ZRANGE z 0 1 REV')).toEqual(['top', 'c']);
  expect(await run('ZRANGE z (1 3 BYSCORE LIMIT 1 1')).toEqual(['bb']);
  expect(await run('ZRANGE z +inf (2 BYSCORE REV')).toEqual(['top', 'c']);
  expect(await run('ZRANGEBYSCORE z -inf 2 WITHSCORES')).toEqual(['a', '1', 'b', '2', 'bb', '2']);
  expect(await run('ZREVRANGE z 1 2')).toEqual(['c', 'bb']);
  expect(await run('ZREVRANGEBYSCORE z 3 2 LIMIT 0 2')).toEqual(['c', 'bb']);
  expect(await run('ZCOUNT z (1 (3')).toBe(2);
  expect(await run('ZRANK z bb')).toBe(2);
  expect(await run('ZREVRANK z bb')).toBe(2);
  expect(await run('ZRANK z none')).toBeNull();
  expect(await run('ZRANGE z 0 1 LIMIT 0 1')).toMatch(/LIMIT is only supported/);
  expect(await run('ZRANGE z x 1 BYSCORE')).toBe('ERR min or max is not a float');
  await run('ZADD lex 0 apple 0 banana 0 cherry');
  expect(await run('ZRANGE lex [b + BYLEX')).toEqual(['banana', 'cherry']);
  expect(await run('ZRANGE lex (banana - BYLEX REV')).toEqual(['apple']);
  expect(await run('ZRANGE lex b + BYLEX')).toBe('ERR min or max not valid string range item');
});

test('sorted sets: removing', async () => {
  const { redis } = on;
  await run('ZADD z 1 a 2 b 3 c 4 d 5 e');
  expect(await redis.zrem('z', 'a', 'nobody')).toBe(1);
  expect(await redis.zremrangebyscore('z', 2, '(4')).toBe(2);
  expect(await redis.zremrangebyrank('z', -1, -1)).toBe(1);
  expect(await redis.zrange('z', 0, -1)).toEqual(['d']);
  await redis.zrem('z', 'd');
  expect(await redis.exists('z')).toBe(0);
});

test('keys are found by pattern and scanned completely while others come and go', async () => {
  const { redis } = on;
  const names = Array.from({ length: 57 }, (_, i) => `user:${i}`);
  await Promise.all(names.map((name) => redis.set(name, 'v')));
  await redis.hset('other', { f: 'v' });
  expect(await redis.keys('user:1?')).toHaveLength(10);
  expect((await redis.keys('user:[1-3]')).sort()).toEqual(['user:1', 'user:2', 'user:3']);
  expect(await redis.keys('user:[^0-9]*')).toEqual([]);
  expect(await redis.keys('us\\*')).toEqual([]);
  expect(await redis.dbsize()).toBe(58);
  const seen = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, { match: 'user:*', count: 10, type: 'string' });
    for (const key of keys) seen.add(key);
    await redis.set(`new:${next}`, 'v');
    await redis.del('user:0');
    cursor = next;
  } while (cursor !== '0');
  for (const name of names.slice(1)) expect(seen).toContain(name);
  expect(await redis.flushdb()).toBe('OK');
  expect(await redis.dbsize()).toBe(0);
});

test('the server itself', async () => {
  const { redis, clock } = on;
  expect(await redis.ping()).toBe('PONG');
  expect(await redis.echo('hello')).toBe('hello');
  clock.set(Date.UTC(2031, 0, 2, 3, 4, 5));
  const [seconds] = await redis.time();
  expect(new Date(Number(seconds) * 1000).toISOString()).toMatch(/^2031-01-02T03:04:05/);
  expect(await redis.del('a', 'b')).toBe(0);
});
