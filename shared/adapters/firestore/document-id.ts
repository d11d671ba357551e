import { createHash } from 'node:crypto';

/** Firestore allows 1,500 bytes; a path has other parts as well. */
const LONGEST = 1_000;

/**
 * A valid document id for any text, different for different texts: percent-encoded, and where that grows
 * too long, cut and followed by `~` and the SHA-256 of the whole.
 */
export function documentId(text: string): string {
  if (text === '') return '%';
  // Half a surrogate pair cannot be encoded; UTF-8 replaces it. Ids may not be `.`, `..` or `__...__`.
  const encoded = encodeURIComponent(Buffer.from(text).toString()).replace(/^[._]/, (first) =>
    first === '.' ? '%2E' : '%5F',
  );
  if (encoded.length <= LONGEST) return encoded;
  return `${encoded.slice(0, LONGEST)}~${createHash('sha256').update(text).digest('hex')}`;
}
