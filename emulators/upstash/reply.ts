/** A failure as Redis words it; the first word is its code, e.g. `ERR` or `WRONGTYPE`. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

/** A status reply such as OK, which Upstash and Lua tell apart from a string of the same letters. */
export class Status {
  constructor(readonly text: string) {}
}

export const OK = new Status('OK');

/** What a command answers. Strings are binary: one character a byte (latin1). */
export type Reply = null | number | string | Status | RedisError | Reply[];

export const syntaxError = () => new RedisError('ERR syntax error');
