import { z } from 'zod';
import { AccountId, AccountRole, AccountStatus } from '../../shared/account/account.js';
import { AccountView, viewOf } from '../../shared/account/account-view.js';
import { recordAction } from '../../shared/audit/record-action.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { CursorText, DEFAULT_LIMIT, Limit, oneOf } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { Pagination } from '../../shared/search/answers.js';
import { queryFingerprint, readCursor, writeCursor } from '../../shared/search/cursor.js';

export const listUsers = endpoint({
  summary: 'Accounts',
  description: 'In no particular order, each once. Whoever looks is kept in evidence.',
  query: z.strictObject({
    role: oneOf(AccountRole.options, { description: 'Only accounts of this role.', example: 'premium_user' }),
    status: oneOf(AccountStatus.options, { description: 'Only accounts in this state.', example: 'active' }),
    email: z
      .email()
      .max(320)
      .optional()
      .meta({ description: 'Only accounts of just this address.', example: 'ada@example.com' }),
    limit: Limit,
    cursor: CursorText,
  }),
  answer: z.object({ data: z.array(AccountView), pagination: Pagination }).meta({ id: 'AccountList' }),
  problems: ['invalid-cursor'],
  handle: async ({ query, caller }, ports: Uses<'accounts' | 'events'>) => {
    const { role, status, email, limit = DEFAULT_LIMIT, cursor } = query;
    const asked = queryFingerprint(['accounts', role, status, email]);
    const after = cursor === undefined ? undefined : readCursor(cursor, 'accounts', asked).after;
    await recordAction('list-users', caller, ports);
    const found = await ports.accounts.list({
      role,
      status,
      email,
      after: after === undefined ? undefined : AccountId.parse(after),
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const more = found.length > limit && last !== undefined;
    return {
      data: page.map(viewOf),
      pagination: {
        limit,
        has_more: more,
        next_cursor: more ? writeCursor({ kind: 'accounts', query: asked, after: last.id }) : null,
      },
    };
  },
});
