import { at, type CommandTable, pairs, reading, writing } from '../command.js';
import type { Keyspace } from '../keyspace.js';
import { addIntegers, bigInteger, float, formatSum } from '../numbers.js';
import { OK, RedisError, type Reply } from '../reply.js';

const hash = (args: string[], keys: Keyspace) => keys.read('hash', at(args, 0));

function setFields(command: string, args: string[], keys: Keyspace): number {
  const fields = pairs(args.slice(1), command);
  const target = keys.open('hash', at(args, 0), () => new Map());
  const before = target.size;
  for (const [field, value] of fields) target.set(field, value);
  return target.size - before;
}

function number<T>(text: string, parse: (text: string) => T, complaint: string): T {
  try {
    return parse(text);
  } catch {
    throw new RedisError(complaint);
  }
}

function increment(args: string[], keys: Keyspace): Reply {
  const amount = bigInteger(at(args, 2));
  const current = hash(args, keys)?.get(at(args, 1)) ?? '0';
  const sum = addIntegers(number(current, bigInteger, 'ERR hash value is not an integer'), amount);
  keys.open('hash', at(args, 0), () => new Map()).set(at(args, 1), sum.toString());
  return Number(sum);
}

function incrementByFloat(args: string[], keys: Keyspace): Reply {
  const amount = float(at(args, 2));
  const current = hash(args, keys)?.get(at(args, 1)) ?? '0';
  const sum = number(current, float, 'ERR hash value is not a float') + amount;
  if (!Number.isFinite(sum)) throw new RedisError('ERR increment would produce NaN or Infinity');
  keys.open('hash', at(args, 0), () => new Map()).set(at(args, 1), formatSum(sum));
  return formatSum(sum);
}

export const hashCommands: CommandTable = {
  HSET: writing(-4, (args, keys) => setFields('hset', args, keys)),
  HMSET: writing(-4, (args, keys) => {
    setFields('hmset', args, keys);
    return OK;
  }),
  HSETNX: writing(4, (args, keys) =>
    hash(args, keys)?.has(at(args, 1)) ? 0 : setFields('hsetnx', args, keys),
  ),
  HGET: reading(3, (args, keys) => hash(args, keys)?.get(at(args, 1)) ?? null),
  HMGET: reading(-3, (args, keys) => {
    const fields = hash(args, keys);
    return args.slice(1).map((field) => fields?.get(field) ?? null);
  }),
  HGETALL: reading(2, (args, keys) => [...(hash(args, keys) ?? [])].flat()),
  HDEL: writing(-3, (args, keys) => {
    const fields = hash(args, keys);
    const removed = args.slice(1).filter((field) => fields?.delete(field)).length;
    keys.dropIfEmpty(at(args, 0));
    return removed;
  }),
  HINCRBY: writing(4, increment),
  HINCRBYFLOAT: writing(4, incrementByFloat),
  HEXISTS: reading(3, (args, keys) => (hash(args, keys)?.has(at(args, 1)) ? 1 : 0)),
  HLEN: reading(2, (args, keys) => hash(args, keys)?.size ?? 0),
  HKEYS: reading(2, (args, keys) => [...(hash(args, keys)?.keys() ?? [])]),
  HVALS: reading(2, (args, keys) => [...(hash(args, keys)?.values() ?? [])]),
};
