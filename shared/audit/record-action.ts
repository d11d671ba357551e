import { AccountId } from '../account/account.js';
import type { Caller } from '../account/roles.js';
import type { Core, Uses } from '../ports.js';
import { record } from './record.js';

/** Null of an operator, who has no account. */
export function actorOf({ account }: Caller): AccountId | null {
  return AccountId.safeParse(account).data ?? null;
}

/** Puts into evidence what an administrator or an operator does. @param about whom it concerns */
export function recordAction(
  action: string,
  caller: Caller,
  ports: Pick<Core, 'clock' | 'newId'> & Pick<Uses<'events'>, 'events'>,
  about: AccountId | null = null,
): Promise<void> {
  const actor = actorOf(caller);
  const details = { action, by: actor === null ? 'operator' : 'administrator' };
  return record('admin-action', { account: about, actor, details }, ports);
}
