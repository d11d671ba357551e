import { FieldPath, type Firestore, Timestamp } from '@google-cloud/firestore';
import { AccountId } from '../../account/account.js';
import { type Forgotten, TOMBSTONE_KEPT_MS } from '../../privacy/forgotten.js';
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
    async deletions(limit, after) {
      const all = db.collection('households').orderBy('expires_at').orderBy(FieldPath.documentId());
      const rest =
        after === undefined
          ? all
          : all.startAfter(Timestamp.fromMillis(after.at + TOMBSTONE_KEPT_MS), after.mark);
      return (await reachFirestore(rest.limit(limit).get())).docs.map((document) => ({
        mark: document.id,
        at: document.get('expires_at').toMillis() - TOMBSTONE_KEPT_MS,
      }));
    },
  };
}
