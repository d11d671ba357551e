import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Account, AccountId, AccountRole, AccountStatus } from '../../shared/account/account.js';
import { AccountView, viewOf } from '../../shared/account/account-view.js';
import type { AuditEvent } from '../../shared/audit/audit-log.js';
import { record } from '../../shared/audit/record.js';
import { actorOf, recordAction } from '../../shared/audit/record-action.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { deleteAccount } from '../../shared/privacy/delete-account.js';
import { Problem, type ProblemCode } from '../../shared/problem/problem.js';

const AccountParameter = z.object({
  id: z.uuid().toLowerCase().pipe(AccountId).meta({
    description: 'The id of an account.',
    example: '8a1f1a7e-0a43-4e5a-8d0b-3b1f6f0f9c33',
  }),
});

const problems = ['account-not-found'] as const satisfies readonly ProblemCode[];

function found<T>(account: T | undefined): T {
  if (account === undefined)
    throw new Problem('account-not-found', 'GET /api/v1/admin/users lists accounts.');
  return account;
}

export const getUser = endpoint({
  summary: 'One account',
  description: 'Whoever looks is kept in evidence.',
  params: AccountParameter,
  answer: AccountView,
  problems,
  handle: async ({ params, caller }, ports: Uses<'accounts' | 'events'>) => {
    const account = found(await ports.accounts.get(params.id));
    await recordAction('get-user', caller, ports, account.id);
    return viewOf(account);
  },
});

export const changeUser = endpoint({
  summary: 'Change the role of an account, suspend it or reinstate it',
  description:
    'Tokens that the account has are good no more, so that its clients learn of it at once. Nobody can take the role from, ' +
    'or suspend, the last administrator.',
  params: AccountParameter,
  body: z
    .strictObject({
      role: AccountRole.optional().meta({ description: 'Its new role.', example: 'premium_user' }),
      status: AccountStatus.optional().meta({
        description: '`suspended` accounts cannot sign in.',
        example: 'active',
      }),
    })
    .meta({ description: 'What is not there stays as it is.' }),
  answer: AccountView,
  keyed: true,
  problems: [...problems, 'last-administrator'],
  handle: async (
    { params: { id }, body, caller, once },
    ports: Uses<'accounts' | 'events' | 'revocations'>,
  ) => {
    const seconds = Math.floor(ports.clock.now() / 1_000);
    const change = { ...given(body), tokens_valid_after: seconds };
    const { before, after } = found(await ports.accounts.update(id, change, once));
    await ports.revocations.revoke(id, after.tokens_valid_after);
    for (const { event, details } of happenings(before, after)) {
      // A request that is sent again is told again, and kept once.
      const newId = () => (once ? uuidOf(`${once.id} ${event}`) : ports.newId());
      await record(event, { account: id, actor: actorOf(caller), details }, { ...ports, newId });
    }
    return viewOf(after);
  },
});

export const deleteUser = endpoint({
  summary: 'Delete an account and everything about it',
  description: 'As its owner may (`DELETE /api/v1/user`). The last administrator cannot be deleted.',
  params: AccountParameter,
  status: 202,
  answer: z
    .object({ id: AccountId, forgotten_by: z.iso.datetime() })
    .describe('Which account, and when nothing is left of it but in backups.'),
  problems: [...problems, 'last-administrator'],
  handle: async ({ params, caller }, ports: Uses<'accounts' | 'events' | 'revocations'>) => {
    await recordAction('delete-user', caller, ports);
    return found(await deleteAccount(params.id, actorOf(caller), ports));
  },
});

function given<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

interface Happening {
  event: AuditEvent;
  details: Record<string, string>;
}

function happenings(before: Account, after: Account): Happening[] {
  return [
    ...(before.role === after.role
      ? []
      : [{ event: 'role-changed' as const, details: { from: before.role, to: after.role } }]),
    ...(before.status === after.status
      ? []
      : [
          {
            event:
              after.status === 'suspended' ? ('account-suspended' as const) : ('account-reinstated' as const),
            details: {},
          },
        ]),
  ];
}

/** A UUID for a text, always the same (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
