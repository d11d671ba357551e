import { at, type CommandTable, reading, writing } from '../command.js';
import { glob } from '../glob.js';
import type { Keyspace } from '../keyspace.js';
import { integer } from '../numbers.js';
import { OK, RedisError, type Reply, Status, syntaxError } from '../reply.js';

const MISSING = -2;
const NO_EXPIRY = -1;
const DEFAULT_SCAN_COUNT = 10;

function expiry(command: string, instant: (amount: number, now: number) => number) {
  return writing(-3, (args, keys) => {
    const key = at(args, 0);
    const target = instant(integer(at(args, 1)), keys.now);
    const conditions = args.slice(2).map((word) => word.toUpperCase());
    if (conditions.some((word) => !['NX', 'XX', 'GT', 'LT'].includes(word))) {
      throw new RedisError(`ERR Unsupported option ${args[2]}`);
    }
    if (!Number.isSafeInteger(target)) {
      throw new RedisError(`ERR invalid expire time in '${command}' command`);
    }
    const entry = keys.entry(key);
    if (!entry) return 0;
    const current = entry.expiresAt ?? Infinity;
    const refused =
      (conditions.includes('NX') && entry.expiresAt !== undefined) ||
      (conditions.includes('XX') && entry.expiresAt === undefined) ||
      (conditions.includes('GT') && target <= current) ||
      (conditions.includes('LT') && target >= current);
    if (refused) return 0;
    keys.expire(key, target);
    return 1;
  });
}

function remaining(unit: number) {
  return reading(2, (args, keys) => {
    const entry = keys.entry(at(args, 0));
    if (!entry) return MISSING;
    if (entry.expiresAt === undefined) return NO_EXPIRY;
    return Math.round((entry.expiresAt - keys.now) / unit);
  });
}

function remove(args: string[], keys: Keyspace): Reply {
  return args.filter((key) => keys.delete(key)).length;
}

/** FNV-1a. Scanning in the order of a hash keeps the promise of SCAN while keys come and go. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

function scanOptions(args: string[]) {
  const options = { matches: (_key: string) => true, count: DEFAULT_SCAN_COUNT, kind: '' };
  for (let i = 1; i < args.length; i += 2) {
    const value = at(args, i + 1);
    switch (at(args, i).toUpperCase()) {
      case 'MATCH':
        options.matches = glob(value);
        break;
      case 'COUNT':
        options.count = integer(value);
        if (options.count < 1) throw syntaxError();
        break;
      case 'TYPE':
        options.kind = value.toLowerCase();
        break;
      default:
        throw syntaxError();
    }
  }
  return options;
}

function scan(args: string[], keys: Keyspace): Reply {
  const cursor = at(args, 0);
  if (!/^\d+$/.test(cursor)) throw new RedisError('ERR invalid cursor');
  const { matches, count, kind } = scanOptions(args);
  const ahead = [...keys.live()]
    .map(([key, entry]) => ({ key, kind: entry.kind, position: hash(key) }))
    .filter((item) => item.position >= Number(cursor))
    .sort((a, b) => a.position - b.position);
  const last = ahead[Math.min(count, ahead.length) - 1];
  const page = ahead.filter((item) => last && item.position <= last.position);
  const found = page.filter((item) => matches(item.key) && (kind === '' || item.kind === kind));
  const next = page.length < ahead.length && last ? String(last.position + 1) : '0';
  return [next, found.map((item) => item.key)];
}

function flush(args: string[], keys: Keyspace): Reply {
  if (args.length > 1 || (args[0] !== undefined && !/^(a?sync)$/i.test(args[0]))) throw syntaxError();
  keys.clear();
  return OK;
}

export const keyCommands: CommandTable = {
  DEL: writing(-2, remove),
  UNLINK: writing(-2, remove),
  EXISTS: reading(-2, (args, keys) => args.filter((key) => keys.entry(key)).length),
  TYPE: reading(2, (args, keys) => new Status(keys.entry(at(args, 0))?.kind ?? 'none')),
  EXPIRE: expiry('expire', (seconds, now) => now + seconds * 1000),
  PEXPIRE: expiry('pexpire', (ms, now) => now + ms),
  EXPIREAT: expiry('expireat', (seconds) => seconds * 1000),
  PEXPIREAT: expiry('pexpireat', (ms) => ms),
  TTL: remaining(1000),
  PTTL: remaining(1),
  PERSIST: writing(2, (args, keys) => {
    const key = at(args, 0);
    if (keys.entry(key)?.expiresAt === undefined) return 0;
    keys.expire(key, undefined);
    return 1;
  }),
  KEYS: reading(2, (args, keys) => {
    const matches = glob(at(args, 0));
    return [...keys.live()].map(([key]) => key).filter(matches);
  }),
  SCAN: reading(-2, scan),
  DBSIZE: reading(1, (_args, keys) => [...keys.live()].length),
  FLUSHDB: writing(-1, flush),
  FLUSHALL: writing(-1, flush),
};
