import { at, type Command, type CommandTable, reading, span, writing } from '../command.js';
import type { Keyspace } from '../keyspace.js';
import { integer } from '../numbers.js';
import { OK, RedisError, type Reply } from '../reply.js';

const list = (args: string[], keys: Keyspace) => keys.read('list', at(args, 0));

function push(add: (items: string[], item: string) => void): Command {
  return writing(-3, (args, keys) => {
    const items = keys.open('list', at(args, 0), () => []);
    for (const item of args.slice(1)) add(items, item);
    return items.length;
  });
}

function pop(take: (items: string[], count: number) => string[]): Command {
  return writing(-2, (args, keys): Reply => {
    const count = args.length > 1 ? integer(at(args, 1)) : 1;
    if (count < 0 || args.length > 2) throw new RedisError('ERR value is out of range, must be positive');
    const items = list(args, keys);
    if (!items) return null;
    const taken = take(items, Math.min(count, items.length));
    keys.dropIfEmpty(at(args, 0));
    return args.length > 1 ? taken : (taken[0] ?? null);
  });
}

function trim(args: string[], keys: Keyspace): Reply {
  const [start, stop] = [integer(at(args, 1)), integer(at(args, 2))];
  const items = list(args, keys);
  if (!items) return OK;
  const [from, to] = span(items.length, start, stop);
  items.splice(to);
  items.splice(0, from);
  keys.dropIfEmpty(at(args, 0));
  return OK;
}

export const listCommands: CommandTable = {
  LPUSH: push((items, item) => items.unshift(item)),
  RPUSH: push((items, item) => items.push(item)),
  LPOP: pop((items, count) => items.splice(0, count)),
  RPOP: pop((items, count) => items.splice(items.length - count).reverse()),
  LLEN: reading(2, (args, keys) => list(args, keys)?.length ?? 0),
  LINDEX: reading(3, (args, keys) => list(args, keys)?.at(integer(at(args, 1))) ?? null),
  LRANGE: reading(4, (args, keys) => {
    const [start, stop] = [integer(at(args, 1)), integer(at(args, 2))];
    const items = list(args, keys) ?? [];
    return items.slice(...span(items.length, start, stop));
  }),
  LTRIM: writing(4, trim),
};
