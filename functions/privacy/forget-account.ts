import { accountDeleted } from '../../shared/event/account-events.js';
import { job, subscriber } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';
import { forgetAccount as forget } from '../../shared/privacy/delete-account.js';

type Ports = Uses<'forgotten' | 'personalData' | 'revocations'>;

const AT_ONCE = 100;

/** The account itself is gone already; this clears what is elsewhere. */
export const forgetAccount = subscriber(accountDeleted, ({ account, at }, ports: Ports) =>
  forget({ account, at: Date.parse(at) }, ports),
);

/** Every ten minutes: goes over all stores again, for what was under way, until nothing of a deleted account can be. */
export const forgetAccounts = job(async (_, ports: Ports) => {
  const outcomes = [];
  for (const account of await ports.forgotten.unsettled(AT_ONCE)) {
    outcomes.push(...(await Promise.allSettled([forget(account, ports)])));
  }
  // One that cannot be cleared now keeps none of the others.
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
});
