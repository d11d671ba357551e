import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Fixture, startFixture } from './fixture.js';

let on: Fixture;
beforeAll(async () => {
  on = await startFixture();
});
beforeEach(() => on.emulator.reset());
afterAll(() => on.close());

const evaluate = (script: string, keys: string[] = [], argv: unknown[] = []): Promise<unknown> =>
  on.redis.eval(script, keys, argv);

test('values cross between Lua and Redis as Redis says', async () => {
  expect(await evaluate('return {1, 2.9, "text", true, false, 4, nil, 5}')).toEqual([
    1,
    2,
    'text',
    1,
    null,
    4,
  ]);
  expect(await evaluate('return {ok = "FINE"}')).toBe('FINE');
  expect(await evaluate('return redis.status_reply("OK")')).toBe('OK');
  expect(await evaluate('return {KEYS[1], ARGV[1], ARGV[2], #KEYS}', ['k'], ['é', 7])).toEqual([
    'k',
    'é',
    '7',
    1,
  ]);
  expect(await evaluate('return redis.call("GET", "none") == false')).toBe(1);
  expect(await evaluate('return redis.call("SET", "k", 1.5).ok')).toBe('OK');
  expect(await on.redis.get('k')).toBe('1.5');
  expect(await evaluate('return redis.call("RPUSH", KEYS[1], unpack(ARGV))', ['l'], ['a', 'b'])).toBe(2);
  expect(await evaluate('return redis.call("LRANGE", KEYS[1], 0, -1)[2]', ['l'])).toBe('b');
  expect(await evaluate('return redis.sha1hex("")')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
});

test('numbers are the doubles of Lua 5.1', async () => {
  on.clock.set(Date.UTC(2026, 10, 21));
  const script = `
    local now = redis.call('TIME')
    local ms = tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000)
    return {tostring(ms), tostring(10 / 2), tostring(2 ^ 53), tostring(1e15), 3 .. '',
      string.format('%d|%5.1f|%s', ms, 2.55, 2.5), tostring(#'abc' * 1e9)}`;
  const [ms, ...rest] = (await evaluate(script)) as string[];
  expect(Number(ms)).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 21));
  expect(Number(ms)).toBeLessThan(Date.UTC(2026, 10, 21) + 10_000);
  expect(rest).toEqual(['5', '9.007199254741e+15', '1e+15', '3', `${ms}|  2.5|2.5`, '3000000000']);
});

test('bytes that are no text survive', async () => {
  await evaluate('redis.call("SET", KEYS[1], string.char(0, 255, 128, 10))', ['bin']);
  expect(await evaluate('local v = redis.call("GET", KEYS[1]) return {#v, v:byte(1, -1)}', ['bin'])).toEqual([
    4, 0, 255, 128, 10,
  ]);
});

test('cjson writes and reads what a script has', async () => {
  const encode = (expression: string) => evaluate(`return cjson.encode(${expression})`);
  expect(await encode('{1, "two", true, cjson.null, {a = {}}}')).toBe('[1,"two",true,null,{"a":{}}]');
  expect(await encode('{[1] = "x", [3] = "z"}')).toBe('["x",null,"z"]');
  expect(await encode('"é/\\"\\n"')).toBe('"é\\/\\"\\n"');
  expect(await encode('1763721600123')).toBe('1763721600123');
  expect(await encode('0.1')).toBe('0.1');
  await expect(encode('{[1000] = 1}')).rejects.toThrow('excessively sparse array');
  await expect(encode('1/0')).rejects.toThrow('must not be NaN or Inf');
  const decode = `local v = cjson.decode(ARGV[1])
    return {v.n, v.s, #v.list, v.list[3] == cjson.null and 'null' or 'other', cjson.encode(v.o)}`;
  const json = JSON.stringify({ n: 12, s: 'naïve 😀', list: [1, 'x', null], o: { deep: [true] } });
  expect(await evaluate(decode, [], [json])).toEqual([12, 'naïve 😀', 3, 'null', '{"deep":[true]}']);
  expect(await evaluate('return cjson.decode(ARGV[1])', [], ['"\\u00e9\\ud83d\\ude00 \\\\u"'])).toBe(
    'é😀 \\u',
  );
  await expect(evaluate('return cjson.decode("{no")')).rejects.toThrow('invalid token');
});

test('failures are worded as Redis words them, and what was written before stays', async () => {
  await on.redis.hset('h', { f: 'v' });
  await expect(
    evaluate('redis.call("SET", "done", "1")\nreturn redis.call("GET", KEYS[1])', ['h']),
  ).rejects.toThrow(
    /WRONGTYPE Operation against a key holding the wrong kind of value script: [0-9a-f]{40}, on @user_script:2\./,
  );
  expect(await on.redis.get('done')).toBe('1');
  await expect(evaluate('error("no good")')).rejects.toThrow(/ERR user_script:1: no good script: /);
  await expect(evaluate('return redis.error_reply("LIMITED slow down")')).rejects.toThrow(
    'LIMITED slow down',
  );
  await expect(evaluate('return (')).rejects.toThrow(/ERR Error compiling script .*user_script:1:/);
  await expect(evaluate('x = 1')).rejects.toThrow(/Attempt to modify a readonly table/);
  await expect(evaluate('return x')).rejects.toThrow(/nonexistent global variable 'x'/);
  await expect(evaluate('return redis.call("NOSUCH")')).rejects.toThrow(/ERR Command is not available/);
  await expect(evaluate('return redis.call("GET", {})')).rejects.toThrow(/must be strings or integers/);
  expect(await evaluate('return redis.pcall("GET", KEYS[1]).err', ['h'])).toMatch(/^WRONGTYPE/);
  expect(await evaluate('local ok, e = pcall(redis.call, "GET", KEYS[1]) return e.err', ['h'])).toMatch(
    /^WRONGTYPE/,
  );
});

test('the sandbox reaches nothing outside', async () => {
  for (const name of ['os', 'io', 'require', 'debug', 'dofile', 'loadfile', 'print']) {
    await expect(evaluate(`return ${name}`)).rejects.toThrow(/nonexistent global/);
  }
});

test('a script that never ends is stopped, even if it swallows errors', async () => {
  const endless = 'while true do pcall(function() while true do end end) end';
  await expect(evaluate(endless)).rejects.toThrow(/ran longer than 1000 ms/);
  await expect(evaluate('local function f() return 1 + f() end return f()')).rejects.toThrow(/ERR/);
  expect(await evaluate('return "alive"')).toBe('alive');
});

test('scripts are called by their hash, and loaded when they are unknown', async () => {
  const { redis } = on;
  const sha = await redis.scriptLoad('return ARGV[1]');
  expect(await redis.scriptExists(sha, 'f'.repeat(40))).toEqual([1, 0]);
  expect(await redis.evalsha(sha, [], ['x'])).toBe('x');
  await expect(redis.evalsha('f'.repeat(40), [], [])).rejects.toThrow(/NOSCRIPT No matching script/);
  const script = redis.createScript<string>('return KEYS[1]');
  expect(await script.exec(['first'], [])).toBe('first');
  expect(await script.exec(['second'], [])).toBe('second');
});

/** Admits ARGV[2] requests in any window of ARGV[1] ms: one member a request, scored by its instant. */
const SLIDING_WINDOW = `
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local window, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
  local used = redis.call('ZCARD', KEYS[1])
  if used >= limit then
    local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    return cjson.encode({allowed = false, retryAfter = tonumber(oldest[2]) + window - now})
  end
  redis.call('ZADD', KEYS[1], now, now .. ':' .. redis.call('INCR', KEYS[1] .. ':n'))
  redis.call('PEXPIRE', KEYS[1], window)
  return cjson.encode({allowed = true, left = limit - used - 1})`;

test('a sliding-window limiter admits its limit in every window, also when asked all at once', async () => {
  const limiter = on.redis.createScript<string>(SLIDING_WINDOW);
  const ask = async () =>
    JSON.parse(await limiter.exec(['limit:ada'], ['60000', '5'])) as {
      allowed: boolean;
      retryAfter?: number;
    };
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  expect(answers.filter((answer) => answer.allowed)).toHaveLength(5);
  const refused = answers.find((answer) => !answer.allowed);
  expect(refused?.retryAfter).toBeGreaterThan(50_000);
  expect(refused?.retryAfter).toBeLessThanOrEqual(60_000);
  on.clock.advance(59_000);
  expect((await ask()).allowed).toBe(false);
  on.clock.advance(1_001);
  expect((await ask()).allowed).toBe(true);
});
