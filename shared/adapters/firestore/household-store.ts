import type { Firestore } from '@google-cloud/firestore';
import type { AccountId } from '../../account/account.js';
import type { Clock } from '../../clock.js';
import { Unavailable } from '../../problem/problem.js';
import { Household, newHousehold } from '../../viewer/household.js';
import type { Households } from '../../viewer/households.js';
import { withDeadline } from '../google/reach.js';
import { CircuitBreaker, CircuitOpen } from '../providers/circuit-breaker.js';
import { documentId } from './document-id.js';
import { CALL_DEADLINE_MS, transactSoon } from './firestore.js';
import { tombstoneOf } from './forgotten-store.js';
import { writeOnce } from './remembered-writes.js';
import { sharedReads } from './shared-reads.js';

/** Every signed-in request waits for it. */
const READ_DEADLINE_MS = 1_000;

/** `households/{account}`: `{ body }`, JSON (docs/decisions/0001); none while the account has said nothing. */
export function firestoreHouseholds(db: Firestore, clock: Clock): Households {
  const documentOf = (account: AccountId) => db.collection('households').doc(documentId(account));
  const read = sharedReads(db);
  const breaker = new CircuitBreaker(clock, (error) => error instanceof Unavailable);
  const whileItAnswers = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await breaker.run(() => withDeadline('firestore', READ_DEADLINE_MS, call()));
    } catch (error) {
      throw error instanceof CircuitOpen ? new Unavailable('firestore', error) : error;
    }
  };

  return {
    async get(account) {
      const reading = () => read([documentOf(account), tombstoneOf(db, account)]);
      const [household, tombstone] = await whileItAnswers(reading);
      return tombstone?.exists ? undefined : householdFrom(account, household?.data()?.['body']);
    },
    change: (account, work, once) =>
      transactSoon(db, async (transaction) => {
        const reading = transaction.getAll(documentOf(account), tombstoneOf(db, account));
        const [document, tombstone] = await withDeadline('firestore', CALL_DEADLINE_MS, reading);
        if (tombstone?.exists) return undefined;
        return writeOnce({ db, transaction, clock }, once, async () => {
          const { household, answer } = work(householdFrom(account, document?.data()?.['body']));
          const body = JSON.stringify(household);
          return { answer, store: () => transaction.set(documentOf(account), { body }) };
        });
      }),
  };
}

function householdFrom(account: AccountId, body: string | undefined): Household {
  return body === undefined ? newHousehold(account) : Household.parse(JSON.parse(body));
}
