import type { Once } from '../idempotency/once.js';
import type { Account, AccountId, AccountRole, AccountStatus, ProvenIdentity } from './account.js';

/** What a new account begins with. */
export interface NewAccount {
  id: AccountId;
  role: AccountRole;
  /** Epoch milliseconds. */
  at: number;
}

export interface AccountChange {
  role?: AccountRole;
  status?: AccountStatus;
  /** Second of the epoch; an earlier one than is known changes nothing. */
  tokens_valid_after?: number;
}

export interface AccountQuery {
  role?: AccountRole | undefined;
  status?: AccountStatus | undefined;
  /** Just this address. */
  email?: string | undefined;
  /** Only accounts after this one. */
  after?: AccountId | undefined;
  limit: number;
}

/**
 * People who have signed in at least once. An account has the identity that it was made for: accounts of different
 * providers are not joined, as an e-mail address that one provider vouches for may be somebody else's at another.
 */
export interface Accounts {
  /**
   * The account of an identity, made where there is none: many sign-ins at once make one. E-mail and name become what
   * the provider says now.
   */
  signIn(identity: ProvenIdentity, fresh: NewAccount): Promise<{ account: Account; created: boolean }>;
  get(id: AccountId): Promise<Account | undefined>;
  /** In the order of their ids, which says nothing about them. */
  list(query: AccountQuery): Promise<Account[]>;
  /**
   * The account as it was and as it is now; undefined where there is none.
   * @throws Problem when nobody could administer the system any more
   */
  update(
    id: AccountId,
    change: AccountChange,
    once?: Once,
  ): Promise<{ before: Account; after: Account } | undefined>;
  /**
   * Whose it was may sign in again as somebody new; whatever else is kept of them is to be forgotten from now on (see
   * Forgotten). Undefined where there is none.
   * @param at epoch milliseconds
   * @throws Problem when nobody could administer the system any more
   */
  remove(id: AccountId, at: number): Promise<Account | undefined>;
}
