import type { AccountId } from '../account/account.js';
import { record } from '../audit/record.js';
import { accountDeleted } from '../event/account-events.js';
import type { Uses } from '../ports.js';
import { type ForgottenAccount, SETTLED_AFTER_MS } from './forgotten.js';

/** When nothing is left of an account that is deleted now, backups aside. */
export const FORGOTTEN_WITHIN_MS = 3_600_000;

type Deleting = Uses<'accounts' | 'events' | 'revocations'>;

/**
 * The account is gone when this ends, and its tokens with it; its traces elsewhere go by the event, and by a job should
 * that be lost. Undefined where there is none.
 * @param actor who did it, where that is somebody else; null of an operator
 * @throws Problem when nobody could administer the system any more
 */
export async function deleteAccount(
  account: AccountId,
  actor: AccountId | null,
  ports: Deleting,
): Promise<{ id: AccountId; forgotten_by: string } | undefined> {
  const now = ports.clock.now();
  if (!(await ports.accounts.remove(account, now))) return undefined;
  const at = new Date(now).toISOString();
  await Promise.all([
    ports.revocations.revoke(account, now / 1_000),
    ports.events.publish(accountDeleted, { account, at }),
    record('account-deleted', { account, actor }, ports),
  ]);
  return { id: account, forgotten_by: new Date(now + FORGOTTEN_WITHIN_MS).toISOString() };
}

/** Leaves nothing of a deleted account in any store. Repeats change nothing. @throws Unavailable when some may be left */
export async function forgetAccount(
  { account, at }: ForgottenAccount,
  { clock, forgotten, personalData, revocations }: Uses<'forgotten' | 'personalData' | 'revocations'>,
): Promise<void> {
  await revocations.revoke(account, at / 1_000);
  await personalData.forget(account);
  if (clock.now() - at >= SETTLED_AFTER_MS) await forgotten.settle(account);
}
