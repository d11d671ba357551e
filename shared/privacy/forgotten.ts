import { createHash } from 'node:crypto';
import type { AccountId } from '../account/account.js';

/** Until then, what was under way when an account was deleted may still write something of it. */
export const SETTLED_AFTER_MS = 30 * 60_000;
/** No message that speaks of an account comes later than this: Pub/Sub's longest, with its dead letter's. */
export const TOMBSTONE_KEPT_MS = 31 * 86_400_000;

export interface ForgottenAccount {
  account: AccountId;
  /** Epoch milliseconds. */
  at: number;
}

/** What is left of a deleted account's id: whoever has the id recognises it, and nobody learns the id by it. */
export function markOf(account: string): string {
  return createHash('sha256').update(account).digest('hex');
}

export interface Deletion {
  mark: string;
  /** Epoch milliseconds. */
  at: number;
}

/**
 * Accounts that were deleted. Whoever keeps something of an account asks here first, as messages come late; a job
 * goes over all stores again until nothing can be under way. After that only the hash of the id is left, and then nothing.
 */
export interface Forgotten {
  has(account: AccountId): Promise<boolean>;
  /** Those whose stores are still to be gone over, the longest deleted first. */
  unsettled(limit: number): Promise<ForgottenAccount[]>;
  /** Nothing of it is left anywhere. */
  settle(account: AccountId): Promise<void>;
  /** Deletions whose tombstones are still there, the eldest first. @param after the last of the page before */
  deletions(limit: number, after?: Deletion): Promise<Deletion[]>;
}
