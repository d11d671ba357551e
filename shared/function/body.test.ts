import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, MAX_JSON_DEPTH, readJson } from './body.js';

const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth));

describe('readJson', () => {
  it('reads JSON in UTF-8', () => {
    expect(readJson(Buffer.from('{"q":"Amélie [not nested]"}'))).toEqual({ q: 'Amélie [not nested]' });
    expect(readJson(nested(MAX_JSON_DEPTH))).toBeInstanceOf(Array);
  });

  it.each([
    ['malformed-body', Buffer.from('{')],
    ['malformed-body', Buffer.alloc(0)],
    ['malformed-body', Buffer.from([0x22, 0xff, 0x22])],
    ['malformed-body', nested(MAX_JSON_DEPTH + 1)],
    ['malformed-body', nested(400_000)],
    ['payload-too-large', Buffer.alloc(MAX_BODY_BYTES + 1, 0x20)],
  ])('answers %s', (code, bytes) => {
    expect(() => readJson(bytes)).toThrow(expect.objectContaining({ code }));
  });
});
