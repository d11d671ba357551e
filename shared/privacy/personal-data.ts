import type { AccountId } from '../account/account.js';
import type { HolderName } from './holdings.js';

/** A store that keeps something of people. */
export interface PersonalDataHolder {
  /** What it holds of the account, as JSON; null where that is nothing. */
  export(account: AccountId): Promise<unknown>;
  /** Leaves nothing of the account. Repeats change nothing. */
  forget(account: AccountId): Promise<void>;
}

/** All that is held of people, wherever it lies (holdings.ts). */
export interface PersonalData {
  /** By holder. */
  exportOf(account: AccountId): Promise<Record<HolderName, unknown>>;
  /** @throws Unavailable when some of it may be left; then it is to be called again */
  forget(account: AccountId): Promise<void>;
}

export function personalDataOf(holders: Readonly<Record<HolderName, PersonalDataHolder>>): PersonalData {
  const all = Object.entries(holders);
  return {
    async exportOf(account) {
      const parts = await Promise.all(
        all.map(async ([name, holder]) => [name, await holder.export(account)] as const),
      );
      return Object.fromEntries(parts) as Record<HolderName, unknown>;
    },
    async forget(account) {
      const outcomes = await Promise.allSettled(all.map(([, holder]) => holder.forget(account)));
      // One that cannot be reached keeps none of the others from forgetting.
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
}
