import type { AccountId } from '../account/account.js';
import type { ProfileId } from '../viewer/household.js';
import type { Taste } from './taste.js';

/** A profile of an account. */
export interface Owner {
  account: AccountId;
  profile: ProfileId;
}

/** What is kept of a viewer: what they did, and the adapter that was learned of it. */
export interface StoredTaste {
  taste: Taste;
  /** As encodeAdapter writes it; undefined where nothing was learned. */
  adapter: Uint8Array | undefined;
}

/** What is known of viewers. */
export interface Tastes {
  /** Undefined where nothing is known. @throws Unavailable */
  get(owner: Owner): Promise<StoredTaste | undefined>;
  /**
   * In one transaction. `forgotten` of a profile or an account that was deleted, of which nothing is kept.
   * @param work undefined changes nothing
   */
  change(
    owner: Owner,
    work: (stored: StoredTaste) => Promise<StoredTaste | undefined>,
  ): Promise<'changed' | 'unchanged' | 'forgotten'>;
  /** Leaves nothing of the profile. Repeats change nothing. */
  forget(owner: Owner): Promise<void>;
  /** Of the viewers whose tastes changed last, newest first. */
  latest(limit: number): Promise<(Owner & StoredTaste)[]>;
}
