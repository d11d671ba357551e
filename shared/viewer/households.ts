import type { AccountId } from '../account/account.js';
import type { Once } from '../idempotency/once.js';
import type { Household } from './household.js';

/** Who watches under each account, and what they have told us. */
export interface Households {
  /**
   * That of a new account where nothing was said yet; undefined of an account that was deleted.
   * @throws Unavailable
   */
  get(account: AccountId): Promise<Household | undefined>;
  /**
   * In one transaction; `answer` is what is told of the change, and again to whoever sends the same write once more.
   * Undefined of an account that was deleted, of which nothing is kept any more.
   * @throws whatever `work` throws, having changed nothing
   */
  change<Answer>(
    account: AccountId,
    work: (household: Household) => { household: Household; answer: Answer },
    once?: Once,
  ): Promise<Answer | undefined>;
}
