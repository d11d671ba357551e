import { createHash } from 'node:crypto';
import { type Firestore, Timestamp, type Transaction } from '@google-cloud/firestore';
import { AccountId } from '../../account/account.js';
import { type Forgotten, TOMBSTONE_KEPT_MS } from '../../privacy/forgotten.js';
import { reachFirestore } from './firestore.js';

/** `forgotten/{SHA-256 of the account's id}`: `{ expires_at }`, and `{ account, at }` until its stores are gone over. */
export function tombstoneOf(db: Firestore, account: AccountId) {
  return db.collection('forgotten').doc(createHash('sha256').update(account).digest('hex'));
}

/** @param at epoch milliseconds */
export function writeTombstone(
  db: Firestore,
  transaction: Transaction,
  account: AccountId,
  at: number,
): void {
  const expires_at = Timestamp.fromMillis(at + TOMBSTONE_KEPT_MS);
  transaction.set(tombstoneOf(db, account), { account, at, expires_at });
}

export function firestoreForgotten(db: Firestore): Forgotten {
  return {
    async has(account) {
      return (await reachFirestore(tombstoneOf(db, account).get())).exists;
    },
    async unsettled(limit) {
      const query = db.collection('forgotten').orderBy('at').limit(limit);
      return (await reachFirestore(query.get())).docs.map((document) => {
        const { account, at } = document.data();
        return { account: AccountId.parse(account), at };
      });
    },
    async settle(account) {
      const tombstone = tombstoneOf(db, account);
      const { expires_at } = (await reachFirestore(tombstone.get())).data() ?? {};
      if (expires_at) await reachFirestore(tombstone.set({ expires_at }));
    },
  };
}
