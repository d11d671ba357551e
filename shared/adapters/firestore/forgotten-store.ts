import type { Firestore } from '@google-cloud/firestore';
import { AccountId } from '../../account/account.js';
import type { Forgotten } from '../../privacy/forgotten.js';
import { reachFirestore } from './firestore.js';
import { householdOf } from './household-document.js';

/** What is left of households of accounts that were deleted (household-document.ts). */
export function firestoreForgotten(db: Firestore): Forgotten {
  return {
    async has(account) {
      const document = await reachFirestore(householdOf(db, account).get());
      return document.exists && document.get('body') === undefined;
    },
    async unsettled(limit) {
      const query = db.collection('households').orderBy('at').limit(limit);
      return (await reachFirestore(query.get())).docs.map((document) => {
        const { account, at } = document.data();
        return { account: AccountId.parse(account), at };
      });
    },
    async settle(account) {
      const tombstone = householdOf(db, account);
      const { expires_at } = (await reachFirestore(tombstone.get())).data() ?? {};
      if (expires_at) await reachFirestore(tombstone.set({ expires_at }));
    },
  };
}
