import { at, type CommandTable, reading, writing } from '../command.js';
import type { Keyspace } from '../keyspace.js';

const set = (args: string[], keys: Keyspace) => keys.read('set', at(args, 0));

export const setCommands: CommandTable = {
  SADD: writing(-3, (args, keys) => {
    const members = keys.open('set', at(args, 0), () => new Set());
    const before = members.size;
    for (const member of args.slice(1)) members.add(member);
    return members.size - before;
  }),
  SREM: writing(-3, (args, keys) => {
    const members = set(args, keys);
    const removed = args.slice(1).filter((member) => members?.delete(member)).length;
    keys.dropIfEmpty(at(args, 0));
    return removed;
  }),
  SMEMBERS: reading(2, (args, keys) => [...(set(args, keys) ?? [])]),
  SISMEMBER: reading(3, (args, keys) => (set(args, keys)?.has(at(args, 1)) ? 1 : 0)),
  SMISMEMBER: reading(-3, (args, keys) => {
    const members = set(args, keys);
    return args.slice(1).map((member) => (members?.has(member) ? 1 : 0));
  }),
  SCARD: reading(2, (args, keys) => set(args, keys)?.size ?? 0),
};
