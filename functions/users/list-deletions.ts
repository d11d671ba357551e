import { z } from 'zod';
import { recordAction } from '../../shared/audit/record-action.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { CursorText, DEFAULT_LIMIT, Limit } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { Pagination } from '../../shared/search/answers.js';
import { queryFingerprint, readCursor, writeCursor } from '../../shared/search/cursor.js';

const Deletion = z
  .object({
    mark: z.string().describe('The SHA-256 of the account’s id, in hexadecimal.'),
    deleted_at: z.iso.datetime(),
  })
  .meta({ id: 'AccountDeletion' });

const ASKED = queryFingerprint(['deletions']);

export const listDeletions = endpoint({
  summary: 'Accounts that were deleted',
  description:
    'Of the last 31 days, the eldest first, by marks that tell nothing of anybody. Kept before a backup is restored, they ' +
    'say whom to delete again. Whoever looks is kept in evidence.',
  query: z.strictObject({ limit: Limit, cursor: CursorText }),
  answer: z.object({ data: z.array(Deletion), pagination: Pagination }).meta({ id: 'AccountDeletions' }),
  problems: ['invalid-cursor'],
  handle: async (
    { query: { limit = DEFAULT_LIMIT, cursor }, caller },
    ports: Uses<'events' | 'forgotten'>,
  ) => {
    const after = cursor === undefined ? undefined : readCursor(cursor, 'deletions', ASKED).after;
    await recordAction('list-deletions', caller, ports);
    const found = await ports.forgotten.deletions(limit + 1, after);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const more = found.length > limit && last !== undefined;
    return {
      data: page.map(({ mark, at }) => ({ mark, deleted_at: new Date(at).toISOString() })),
      pagination: {
        limit,
        has_more: more,
        next_cursor: more ? writeCursor({ kind: 'deletions', query: ASKED, after: last }) : null,
      },
    };
  },
});
