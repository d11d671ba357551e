import fc from 'fast-check';
import { expect, it } from 'vitest';
import { queryFingerprint, readCursor, writeCursor } from './cursor.js';

const query = queryFingerprint(['q', { genres: ['drama'] }]);
const cursor = { kind: 'listing' as const, query, after: 1.5 };

it('reads back what it wrote', () => {
  expect(readCursor(writeCursor(cursor), 'listing', query)).toEqual(cursor);
});

it('refuses a cursor of another query, of another kind, or damaged', () => {
  const invalid = expect.objectContaining({ code: 'invalid-cursor' });
  expect(() => readCursor(writeCursor(cursor), 'listing', queryFingerprint(['other']))).toThrow(invalid);
  expect(() => readCursor(writeCursor(cursor), 'ranked', query)).toThrow(invalid);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => readCursor(text, 'listing', query)).toThrow(invalid);
    }),
  );
});
