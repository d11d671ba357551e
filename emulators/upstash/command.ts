import type { Keyspace } from './keyspace.js';
import { RedisError, type Reply } from './reply.js';

export interface Command {
  /** How many words, the command's name included; negative: at least so many. */
  arity: number;
  /** Goes into the journal. */
  write?: boolean;
  /** Must check all of its arguments before it changes anything: what throws is not journaled. */
  run(args: string[], keys: Keyspace): Reply;
}

/** By upper-case name. */
export type CommandTable = Readonly<Record<string, Command>>;

export function reading(arity: number, run: Command['run']): Command {
  return { arity, run };
}

export function writing(arity: number, run: Command['run']): Command {
  return { arity, run, write: true };
}

/** The argument at a place that the arity guarantees. */
export function at(args: string[], index: number): string {
  const value = args[index];
  if (value === undefined) throw new RedisError('ERR syntax error');
  return value;
}

/** `[a, b, c, d]` as `[[a, b], [c, d]]`. */
export function pairs(args: string[], command: string): [string, string][] {
  if (args.length === 0 || args.length % 2) throw wrongArity(command);
  return Array.from({ length: args.length / 2 }, (_, i) => [at(args, 2 * i), at(args, 2 * i + 1)]);
}

export function wrongArity(command: string): RedisError {
  return new RedisError(`ERR wrong number of arguments for '${command.toLowerCase()}' command`);
}

/** The part of a list that Redis' inclusive, possibly negative positions name. */
export function span(length: number, start: number, stop: number): [from: number, to: number] {
  const from = Math.max(0, start < 0 ? length + start : start);
  const to = Math.min(length, (stop < 0 ? length + stop : stop) + 1);
  return [from, Math.max(from, to)];
}
