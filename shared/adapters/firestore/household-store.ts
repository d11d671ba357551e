import type { Firestore } from '@google-cloud/firestore';
import type { AccountId } from '../../account/account.js';
import type { Clock } from '../../clock.js';
import { Household, newHousehold } from '../../viewer/household.js';
import type { Households } from '../../viewer/households.js';
import { withDeadline } from '../google/reach.js';
import { documentId } from './document-id.js';
import { CALL_DEADLINE_MS, transact } from './firestore.js';
import { tombstoneOf } from './forgotten-store.js';
import { writeOnce } from './remembered-writes.js';
import { sharedReads } from './shared-reads.js';

/** `households/{account}`: `{ body }`, JSON (docs/decisions/0001); none while the account has said nothing. */
export function firestoreHouseholds(db: Firestore, clock: Clock): Households {
  const documentOf = (account: AccountId) => db.collection('households').doc(documentId(account));
  const read = sharedReads(db);

  return {
    async get(account) {
      const [household, tombstone] = await read([documentOf(account), tombstoneOf(db, account)]);
      return tombstone?.exists ? undefined : householdFrom(account, household?.data()?.['body']);
    },
    change: (account, work, once) =>
      transact(db, async (transaction) => {
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
