import { at, type Command, type CommandTable, pairs, reading, span, writing } from '../command.js';
import type { Keyspace } from '../keyspace.js';
import { float, formatScore, integer } from '../numbers.js';
import { RedisError, type Reply, syntaxError } from '../reply.js';
import { type ScoredMember, SortedSet } from '../sorted-set.js';
import { rangeCommand, scoreRange } from './sorted-set-ranges.js';

const FLAGS = ['NX', 'XX', 'GT', 'LT', 'CH', 'INCR'] as const;
type Flag = (typeof FLAGS)[number];

const zset = (args: string[], keys: Keyspace) => keys.read('zset', at(args, 0));
const create = () => new SortedSet();

function addFlags(args: string[]): Set<Flag> {
  const flags = new Set<Flag>();
  for (const arg of args) {
    const flag = FLAGS.find((name) => name === arg.toUpperCase());
    if (!flag) break;
    flags.add(flag);
  }
  if (flags.has('NX') && flags.has('XX')) {
    throw new RedisError('ERR XX and NX options at the same time are not compatible');
  }
  if ([flags.has('NX'), flags.has('GT'), flags.has('LT')].filter(Boolean).length > 1) {
    throw new RedisError('ERR GT, LT, and/or NX options at the same time are not compatible');
  }
  return flags;
}

/** Whether the flags let the score of a member become another one. */
function admits(flags: Set<Flag>, current: number | undefined, next: number): boolean {
  if (current === undefined) return !flags.has('XX');
  if (flags.has('NX')) return false;
  return !(flags.has('GT') && next <= current) && !(flags.has('LT') && next >= current);
}

function add(args: string[], keys: Keyspace): Reply {
  const key = at(args, 0);
  const words = args.slice(1);
  const flags = addFlags(words);
  const items = words.slice(words.findIndex((word) => !FLAGS.some((flag) => flag === word.toUpperCase())));
  if (items.length % 2 || items.length === 0) throw syntaxError();
  const scored = pairs(items, 'zadd').map(([score, member]) => ({ member, score: float(score) }));
  if (flags.has('INCR') && scored.length > 1) {
    throw new RedisError('ERR INCR option supports a single increment-element pair');
  }
  const increments = flags.has('INCR');
  const first = scored[0];
  const present = keys.read('zset', key);
  if (increments && first) return increase(key, present, first, flags, keys);
  if (flags.has('XX') && !present) return 0;
  const target = keys.open('zset', key, create);
  let [added, changed] = [0, 0];
  for (const { member, score } of scored) {
    const current = target.score(member);
    if (!admits(flags, current, score)) continue;
    if (current === undefined) added++;
    else if (current !== score) changed++;
    target.set(member, score);
  }
  keys.dropIfEmpty(key);
  return flags.has('CH') ? added + changed : added;
}

function increase(
  key: string,
  present: SortedSet | undefined,
  { member, score }: ScoredMember,
  flags: Set<Flag>,
  keys: Keyspace,
): Reply {
  const current = present?.score(member);
  const sum = (current ?? 0) + score;
  if (Number.isNaN(sum)) throw new RedisError('ERR resulting score is not a number (NaN)');
  if (!admits(flags, current, sum)) return null;
  keys.open('zset', key, create).set(member, sum);
  return formatScore(sum);
}

function score(set: SortedSet | undefined, member: string): string | null {
  const value = set?.score(member);
  return value === undefined ? null : formatScore(value);
}

function removing(arity: number, choose: (args: string[], set: SortedSet) => string[]): Command {
  return writing(arity, (args, keys) => {
    const set = zset(args, keys);
    const members = choose(args, set ?? create());
    const removed = members.filter((member) => set?.delete(member)).length;
    keys.dropIfEmpty(at(args, 0));
    return removed;
  });
}

function rank(fromTop: boolean): Command {
  return reading(3, (args, keys) => {
    const set = zset(args, keys);
    const position = set?.rank(at(args, 1));
    if (set === undefined || position === undefined) return null;
    return fromTop ? set.size - 1 - position : position;
  });
}

export const sortedSetCommands: CommandTable = {
  ZADD: writing(-4, add),
  ZINCRBY: writing(4, (args, keys) => {
    const item = { member: at(args, 2), score: float(at(args, 1)) };
    return increase(at(args, 0), zset(args, keys), item, new Set(), keys);
  }),
  ZRANGE: rangeCommand(-4, {}),
  ZREVRANGE: rangeCommand(-4, { reverse: true, fixed: true }),
  ZRANGEBYSCORE: rangeCommand(-4, { by: 'score', fixed: true }),
  ZREVRANGEBYSCORE: rangeCommand(-4, { by: 'score', reverse: true, fixed: true }),
  ZSCORE: reading(3, (args, keys) => score(zset(args, keys), at(args, 1))),
  ZMSCORE: reading(-3, (args, keys) => {
    const set = zset(args, keys);
    return args.slice(1).map((member) => score(set, member));
  }),
  ZREM: removing(-3, (args) => args.slice(1)),
  ZREMRANGEBYSCORE: removing(4, (args, set) => {
    const within = scoreRange(at(args, 1), at(args, 2));
    return set
      .members()
      .filter(within)
      .map((item) => item.member);
  }),
  ZREMRANGEBYRANK: removing(4, (args, set) => {
    const [start, stop] = [integer(at(args, 1)), integer(at(args, 2))];
    return set
      .members()
      .slice(...span(set.size, start, stop))
      .map((item) => item.member);
  }),
  ZCARD: reading(2, (args, keys) => zset(args, keys)?.size ?? 0),
  ZCOUNT: reading(4, (args, keys) => {
    const within = scoreRange(at(args, 1), at(args, 2));
    return zset(args, keys)?.members().filter(within).length ?? 0;
  }),
  ZRANK: rank(false),
  ZREVRANK: rank(true),
};
