import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { AccountId, type ProvenIdentity } from '../../shared/account/account.js';
import type { Accounts, NewAccount } from '../../shared/account/accounts.js';

const AT = Date.parse('2026-11-21T10:00:00.000Z');
const ada: ProvenIdentity = { provider: 'google', subject: '1', email: 'ada@example.com', name: 'Ada' };

export const fresh = (given: Partial<NewAccount> = {}): NewAccount => ({
  id: AccountId.parse(randomUUID()),
  role: 'free_user',
  at: AT,
  ...given,
});

/** What every store of accounts does. `open` gives an empty one. */
export function accountsContract(open: () => Accounts): void {
  let accounts: Accounts;
  beforeEach(() => {
    accounts = open();
  });

  it('makes an account at the first sign-in, and finds it at the next', async () => {
    const first = await accounts.signIn(ada, fresh({ role: 'premium_user' }));
    expect(first).toEqual({
      created: true,
      account: {
        id: expect.any(String),
        role: 'premium_user',
        status: 'active',
        identities: [{ provider: 'google', subject: '1' }],
        email: 'ada@example.com',
        name: 'Ada',
        created_at: '2026-11-21T10:00:00.000Z',
        tokens_valid_after: 0,
      },
    });
    const again = await accounts.signIn({ ...ada, name: 'Ada L.' }, fresh({ role: 'admin', at: AT + 1 }));
    expect(again).toEqual({ created: false, account: { ...first.account, name: 'Ada L.' } });
    expect(await accounts.get(first.account.id)).toEqual(again.account);
  });

  it('makes one account of many sign-ins at once', async () => {
    const signIns = await Promise.all(Array.from({ length: 20 }, () => accounts.signIn(ada, fresh())));
    expect(new Set(signIns.map(({ account }) => account.id)).size).toBe(1);
    expect(signIns.filter(({ created }) => created)).toHaveLength(1);
  });

  it('joins no accounts of different providers, whatever their addresses', async () => {
    const one = await accounts.signIn(ada, fresh());
    const other = await accounts.signIn({ ...ada, provider: 'github' }, fresh());
    const namesake = await accounts.signIn({ ...ada, subject: '1/../2' }, fresh());
    expect(new Set([one, other, namesake].map(({ account }) => account.id)).size).toBe(3);
  });

  it('changes role and status, and says what they were', async () => {
    const { account } = await accounts.signIn(ada, fresh());
    const updated = await accounts.update(account.id, { role: 'admin', status: 'suspended' });
    expect(updated).toEqual({ before: account, after: { ...account, role: 'admin', status: 'suspended' } });
    expect(await accounts.get(account.id)).toEqual(updated?.after);
  });

  it('never makes old tokens good again', async () => {
    const { account } = await accounts.signIn(ada, fresh());
    await accounts.update(account.id, { tokens_valid_after: 200 });
    await accounts.update(account.id, { tokens_valid_after: 100 });
    await accounts.signIn({ ...ada, name: null }, fresh());
    expect(await accounts.get(account.id)).toMatchObject({ tokens_valid_after: 200, name: null });
  });

  it('knows nobody who never came', async () => {
    const id = AccountId.parse(randomUUID());
    expect(await accounts.get(id)).toBeUndefined();
    expect(await accounts.update(id, { role: 'admin' })).toBeUndefined();
    expect(await accounts.get(id)).toBeUndefined();
  });
}
