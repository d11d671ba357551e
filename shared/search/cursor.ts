import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../problem/problem.js';

const CursorForm = z.discriminatedUnion('kind', [
  /** A place in a frozen ranked list. */
  z.object({
    kind: z.literal('ranked'),
    query: z.string(),
    list: z.uuid(),
    offset: z.int().min(0).max(1_000),
    /** Whether what the words imply narrowed it. */
    narrowed: z.boolean(),
  }),
  /** The last rank of a listing's page. */
  z.object({ kind: z.literal('listing'), query: z.string(), after: z.number() }),
  /** The last account of a page. */
  z.object({ kind: z.literal('accounts'), query: z.string(), after: z.uuid() }),
  /** The last deletion of a page; its instant in epoch milliseconds. */
  z.object({
    kind: z.literal('deletions'),
    query: z.string(),
    after: z.object({ mark: z.string(), at: z.int() }),
  }),
  /** The last entry of a page of the audit log. */
  z.object({
    kind: z.literal('audit'),
    query: z.string(),
    after: z.object({ at: z.iso.datetime(), id: z.uuid() }),
  }),
]);
export type Cursor = z.infer<typeof CursorForm>;

/** Names a query, so that a cursor of another one is recognised. */
export function queryFingerprint(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
}

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Throws invalid-cursor unless it is a cursor of this kind and this query. */
export function readCursor<Kind extends Cursor['kind']>(
  text: string,
  kind: Kind,
  fingerprint: string,
): Extract<Cursor, { kind: Kind }> {
  const cursor = CursorForm.safeParse(decoded(text)).data;
  if (cursor?.kind !== kind || cursor.query !== fingerprint) {
    throw new Problem(
      'invalid-cursor',
      'Send next_cursor of the page before, with the same other parameters.',
      {
        errors: [{ field: 'cursor', message: 'belongs to another request or is damaged' }],
      },
    );
  }
  return cursor as Extract<Cursor, { kind: Kind }>;
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
