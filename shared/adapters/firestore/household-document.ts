import { type Firestore, Timestamp, type Transaction } from '@google-cloud/firestore';
import type { AccountId } from '../../account/account.js';
import { markOf, TOMBSTONE_KEPT_MS } from '../../privacy/forgotten.js';

/**
 * `households/{SHA-256 of the account's id}`: `{ body }`, JSON (docs/decisions/0001); none while the account has said
 * nothing. Of an account that was deleted its tombstone lies there, so that one read tells both: `{ account, at,
 * expires_at }` until all stores were gone over, then `{ expires_at }`.
 */
export function householdOf(db: Firestore, account: AccountId) {
  return db.collection('households').doc(markOf(account));
}

/** @param at epoch milliseconds */
export function bury(db: Firestore, transaction: Transaction, account: AccountId, at: number): void {
  const expires_at = Timestamp.fromMillis(at + TOMBSTONE_KEPT_MS);
  transaction.set(householdOf(db, account), { account, at, expires_at });
}
