import type { Entry, Keyspace } from './keyspace.js';
import { formatScore } from './numbers.js';

const WORDS_A_COMMAND = 1_000;

/** Commands that build the same keys from nothing. */
export function* snapshot(keys: Keyspace): Iterable<string[]> {
  for (const [key, entry] of keys.live()) {
    yield* build(key, entry);
    if (entry.expiresAt !== undefined) yield ['PEXPIREAT', key, String(entry.expiresAt)];
  }
}

function build(key: string, entry: Entry): Iterable<string[]> {
  switch (entry.kind) {
    case 'string':
      return [['SET', key, entry.value]];
    case 'hash':
      return chunked(['HSET', key], [...entry.value].flat());
    case 'list':
      return chunked(['RPUSH', key], entry.value);
    case 'set':
      return chunked(['SADD', key], [...entry.value]);
    case 'zset':
      return chunked(
        ['ZADD', key],
        entry.value.members().flatMap((item) => [formatScore(item.score), item.member]),
      );
  }
}

function* chunked(command: string[], words: string[]): Iterable<string[]> {
  for (let i = 0; i < words.length; i += WORDS_A_COMMAND) {
    yield [...command, ...words.slice(i, i + WORDS_A_COMMAND)];
  }
}
