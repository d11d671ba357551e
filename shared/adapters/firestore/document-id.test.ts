import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentId } from './document-id.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3_000 }),
  fc.string({ unit: fc.constantFrom('.', '_', '/', '%', '~', '2', 'F') }),
);

it('is a valid id for any text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const id = documentId(text);
      expect(id).toMatch(/^(?!\.\.?$)(?!__.*__$)[^/]+$/);
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(1_500);
    }),
  );
});

it('differs for different texts', () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      expect(documentId(a) === documentId(b)).toBe(a === b);
    }),
  );
  const long = 'x'.repeat(2_000);
  expect(documentId(`${long}a`)).not.toBe(documentId(`${long}b`));
});

it('leaves plain keys readable', () => {
  expect(documentId('imdb:tt0078748')).toBe('imdb%3Att0078748');
});

it('takes half a surrogate pair', () => {
  expect(documentId('a\ud800')).toBe('a%EF%BF%BD');
});
