import { RedisError, type Reply, Status } from './reply.js';

/** A command's words out of a JSON array; text becomes the bytes of its UTF-8, one character a byte. */
export function parseCommand(json: unknown): string[] {
  if (!Array.isArray(json) || json.length === 0) {
    throw new RedisError('ERR failed to parse command: expected a non-empty JSON array');
  }
  return json.map((word: unknown) => {
    if (!['string', 'number', 'boolean'].includes(typeof word)) {
      throw new RedisError('ERR failed to parse command: words must be strings, numbers or booleans');
    }
    return toBinary(String(word));
  });
}

export function parseCommands(json: unknown): string[][] {
  if (!Array.isArray(json)) {
    throw new RedisError('ERR failed to parse pipeline request: expected a JSON array of commands');
  }
  return json.map(parseCommand);
}

/** `/set/key/value?EX=100` as the words of its command; a body is its last argument before those of the query. */
export function parsePath(url: URL, body: Buffer): string[] {
  const words = url.pathname.slice(1).split('/').map(decode);
  const appended = body.length > 0 ? [body.toString('latin1')] : [];
  const options = [...url.searchParams]
    .filter(([name]) => name !== '_token')
    .flatMap((pair) => pair.filter((word) => word !== ''))
    .map(toBinary);
  return [...words, ...appended, ...options];
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new RedisError('ERR failed to parse request: the body is not JSON');
  }
}

/** One command's answer: `{"result": ...}` or `{"error": "..."}`. */
export function answer(reply: Reply, base64: boolean): { result: unknown } | { error: string } {
  if (reply instanceof RedisError) return { error: toText(reply.message) };
  // The client takes an unencoded OK, and only that, for what it is.
  if (reply instanceof Status && reply.text === 'OK') return { result: 'OK' };
  return { result: encode(reply, base64) };
}

function encode(reply: Reply, base64: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((item) => encode(item, base64));
  if (reply === null || typeof reply === 'number') return reply;
  const value = typeof reply === 'string' ? reply : reply instanceof Status ? reply.text : reply.message;
  return base64 ? Buffer.from(value, 'latin1').toString('base64') : toText(value);
}

function decode(segment: string): string {
  try {
    return toBinary(decodeURIComponent(segment));
  } catch {
    throw new RedisError('ERR failed to parse the path: it is not URL-encoded');
  }
}

function toBinary(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

function toText(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}
