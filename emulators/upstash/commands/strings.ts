import { at, type Command, type CommandTable, pairs, reading, writing } from '../command.js';
import { checkKey, type Keyspace } from '../keyspace.js';
import { addIntegers, bigInteger, float, formatSum, integer } from '../numbers.js';
import { OK, RedisError, type Reply, syntaxError } from '../reply.js';

interface SetOptions {
  onlyIf?: 'NX' | 'XX';
  answerOld?: boolean;
  keepExpiry?: boolean;
  expiresAt?: number;
}

/** Instant named by EX, PX, EXAT or PXAT and its amount; undefined for other words. */
function expiryOption(command: string, word: string, amount: string | undefined, now: number) {
  const unit = { EX: 1000, PX: 1, EXAT: 1000, PXAT: 1 }[word];
  if (unit === undefined) return undefined;
  if (amount === undefined) throw syntaxError();
  const ms = integer(amount) * unit;
  const instant = word.endsWith('AT') ? ms : now + ms;
  if (ms <= 0 || !Number.isSafeInteger(instant)) {
    throw new RedisError(`ERR invalid expire time in '${command}' command`);
  }
  return instant;
}

function setOptions(words: string[], now: number): SetOptions {
  const options: SetOptions = {};
  for (let i = 0; i < words.length; i++) {
    const word = at(words, i).toUpperCase();
    if ((word === 'NX' || word === 'XX') && !options.onlyIf) options.onlyIf = word;
    else if (word === 'GET') options.answerOld = true;
    else if (options.keepExpiry || options.expiresAt !== undefined) throw syntaxError();
    else if (word === 'KEEPTTL') options.keepExpiry = true;
    else {
      const instant = expiryOption('set', word, words[++i], now);
      if (instant === undefined) throw syntaxError();
      options.expiresAt = instant;
    }
  }
  return options;
}

function set(args: string[], keys: Keyspace): Reply {
  const [key, value] = [at(args, 0), at(args, 1)];
  const options = setOptions(args.slice(2), keys.now);
  const old = options.answerOld ? (keys.read('string', key) ?? null) : null;
  const entry = keys.entry(key);
  const refused = options.onlyIf !== undefined && (options.onlyIf === 'NX') === (entry !== undefined);
  if (!refused) {
    keys.put(key, 'string', value, options.keepExpiry ? entry?.expiresAt : options.expiresAt);
    keys.expire(key, keys.entry(key)?.expiresAt);
  }
  if (options.answerOld) return old;
  return refused ? null : OK;
}

function getAndExpire(args: string[], keys: Keyspace): Reply {
  const [key, word = '', amount] = [at(args, 0), args[1]?.toUpperCase(), args[2]];
  const persist = word === 'PERSIST' && args.length === 2;
  const instant = persist ? undefined : expiryOption('getex', word, amount, keys.now);
  if (args.length > 1 && !persist && (instant === undefined || args.length > 3)) throw syntaxError();
  const value = keys.read('string', key);
  if (value !== undefined && args.length > 1) keys.expire(key, instant);
  return value ?? null;
}

/** Replaces the value and keeps its expiry. */
function replace(keys: Keyspace, key: string, value: string): void {
  keys.put(key, 'string', value, keys.entry(key)?.expiresAt);
}

function increment(arity: number, amount: (args: string[]) => bigint): Command {
  return writing(arity, (args, keys) => {
    const key = at(args, 0);
    const sum = addIntegers(bigInteger(keys.read('string', key) ?? '0'), amount(args));
    replace(keys, key, sum.toString());
    return Number(sum);
  });
}

function incrementByFloat(args: string[], keys: Keyspace): Reply {
  const key = at(args, 0);
  const sum = float(keys.read('string', key) ?? '0') + float(at(args, 1));
  if (!Number.isFinite(sum)) throw new RedisError('ERR increment would produce NaN or Infinity');
  const text = formatSum(sum);
  replace(keys, key, text);
  return text;
}

function setWithExpiry(command: string, unit: 'EX' | 'PX'): Command {
  return writing(4, (args, keys) => {
    const instant = expiryOption(command, unit, at(args, 1), keys.now);
    keys.put(at(args, 0), 'string', at(args, 2), instant);
    return OK;
  });
}

export const stringCommands: CommandTable = {
  GET: reading(2, (args, keys) => keys.read('string', at(args, 0)) ?? null),
  SET: writing(-3, set),
  SETEX: setWithExpiry('setex', 'EX'),
  PSETEX: setWithExpiry('psetex', 'PX'),
  SETNX: writing(3, (args, keys) => (set([...args, 'NX'], keys) === null ? 0 : 1)),
  GETDEL: writing(2, (args, keys) => {
    const value = keys.read('string', at(args, 0));
    if (value !== undefined) keys.delete(at(args, 0));
    return value ?? null;
  }),
  GETEX: writing(-2, getAndExpire),
  MGET: reading(-2, (args, keys) =>
    args.map((key) => {
      const entry = keys.entry(key);
      return entry?.kind === 'string' ? entry.value : null;
    }),
  ),
  MSET: writing(-3, (args, keys) => {
    const values = pairs(args, 'mset');
    for (const [key] of values) checkKey(key);
    for (const [key, value] of values) keys.put(key, 'string', value);
    return OK;
  }),
  INCR: increment(2, () => 1n),
  DECR: increment(2, () => -1n),
  INCRBY: increment(3, (args) => bigInteger(at(args, 1))),
  DECRBY: increment(3, (args) => -bigInteger(at(args, 1))),
  INCRBYFLOAT: writing(3, incrementByFloat),
  APPEND: writing(3, (args, keys) => {
    const value = (keys.read('string', at(args, 0)) ?? '') + at(args, 1);
    replace(keys, at(args, 0), value);
    return value.length;
  }),
  STRLEN: reading(2, (args, keys) => keys.read('string', at(args, 0))?.length ?? 0),
};
