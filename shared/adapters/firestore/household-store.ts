import type { DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import type { AccountId } from '../../account/account.js';
import type { Clock } from '../../clock.js';
import { Unavailable } from '../../problem/problem.js';
import { Household, newHousehold } from '../../viewer/household.js';
import type { Households } from '../../viewer/households.js';
import { withDeadline } from '../google/reach.js';
import { CircuitBreaker, CircuitOpen } from '../providers/circuit-breaker.js';
import { CALL_DEADLINE_MS, transactSoon } from './firestore.js';
import { householdOf } from './household-document.js';
import { writeOnce } from './remembered-writes.js';
import { sharedReads } from './shared-reads.js';

/** Every signed-in request waits for it. */
const READ_DEADLINE_MS = 1_000;

export function firestoreHouseholds(db: Firestore, clock: Clock): Households {
  const read = sharedReads(db);
  const breaker = new CircuitBreaker(clock, (error) => error instanceof Unavailable);

  return {
    async get(account) {
      const reading = () => withDeadline('firestore', READ_DEADLINE_MS, read([householdOf(db, account)]));
      try {
        const [document] = await breaker.run(reading);
        return householdFrom(account, document);
      } catch (error) {
        throw error instanceof CircuitOpen ? new Unavailable('firestore', error) : error;
      }
    },
    change: (account, work, once) =>
      transactSoon(db, async (transaction) => {
        const reading = transaction.get(householdOf(db, account));
        const known = householdFrom(account, await withDeadline('firestore', CALL_DEADLINE_MS, reading));
        if (!known) return undefined;
        return writeOnce({ db, transaction, clock }, once, async () => {
          const { household, answer } = work(known);
          const store = () => transaction.set(householdOf(db, account), { body: JSON.stringify(household) });
          return { answer, store: household === known ? () => undefined : store };
        });
      }),
  };
}

/** Undefined of an account that was deleted. */
function householdFrom(account: AccountId, document: DocumentSnapshot | undefined): Household | undefined {
  if (!document?.exists) return newHousehold(account);
  const body = document.get('body');
  return body === undefined ? undefined : Household.parse(JSON.parse(body));
}
