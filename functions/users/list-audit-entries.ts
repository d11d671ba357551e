import { z } from 'zod';
import { AccountId } from '../../shared/account/account.js';
import { AuditEvent, auditEvents } from '../../shared/audit/audit-log.js';
import { recordAction } from '../../shared/audit/record-action.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { CursorText, DEFAULT_LIMIT, Limit, oneOf } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { Pagination } from '../../shared/search/answers.js';
import { queryFingerprint, readCursor, writeCursor } from '../../shared/search/cursor.js';

const Entry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    event: AuditEvent,
    account: AccountId.nullable().describe('Whom it is about; null where nobody, or nobody any more.'),
    actor: AccountId.nullable().describe('Who did it, where that is somebody else.'),
    details: z.record(z.string(), z.string()).nullable().describe('Null where its person was forgotten.'),
  })
  .meta({ id: 'AuditEntry' });

const instant = (description: string, example: string) =>
  z.iso.datetime({ message: 'must be like 2026-11-21T18:00:00Z' }).optional().meta({ description, example });

export const listAuditEntries = endpoint({
  summary: 'The audit log',
  description: 'The latest first, for two years. Whoever looks is kept in it.',
  query: z.strictObject({
    account: z.uuid().toLowerCase().pipe(AccountId).optional().meta({
      description: 'Only what is about this account.',
      example: '8a1f1a7e-0a43-4e5a-8d0b-3b1f6f0f9c33',
    }),
    event: oneOf(auditEvents, { description: 'Only what is of this kind.', example: 'role-changed' }),
    from: instant('Only what happened then or later.', '2026-11-01T00:00:00Z'),
    before: instant('Only what happened earlier.', '2026-12-01T00:00:00Z'),
    limit: Limit,
    cursor: CursorText,
  }),
  answer: z.object({ data: z.array(Entry), pagination: Pagination }).meta({ id: 'AuditLog' }),
  problems: ['invalid-cursor'],
  handle: async ({ query, caller }, ports: Uses<'auditLog' | 'events'>) => {
    const { account, event, limit = DEFAULT_LIMIT, cursor } = query;
    const [from, before] = [query.from, query.before].map((text) => text && new Date(text).toISOString());
    const asked = queryFingerprint(['audit', account, event, from, before]);
    const after = cursor === undefined ? undefined : readCursor(cursor, 'audit', asked).after;
    await recordAction('list-audit-entries', caller, ports, account ?? null);
    const found = await ports.auditLog.read({ account, event, from, before, after, limit: limit + 1 });
    const data = found.slice(0, limit);
    const last = data.at(-1);
    const more = found.length > limit && last !== undefined;
    const next = more
      ? writeCursor({ kind: 'audit', query: asked, after: { at: last.at, id: last.id } })
      : null;
    return { data, pagination: { limit, has_more: more, next_cursor: next } };
  },
});
