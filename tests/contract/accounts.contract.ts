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

  const signUp = async (subject: string, given: Partial<NewAccount> = {}) =>
    (await accounts.signIn({ ...ada, subject, email: `${subject}@example.com` }, fresh(given))).account;

  it('lists accounts, each once, by what is asked of them', async () => {
    for (let i = 0; i < 5; i++) await signUp(`viewer${i}`);
    const root = await signUp('root', { role: 'admin' });
    const all = await accounts.list({ limit: 10 });
    expect(all).toHaveLength(6);
    const [first, ...rest] = all;
    expect(await accounts.list({ limit: 10, after: first?.id })).toEqual(rest);
    expect(await accounts.list({ limit: 2 })).toEqual(all.slice(0, 2));
    expect(await accounts.list({ limit: 10, role: 'admin' })).toEqual([root]);
    expect(await accounts.list({ limit: 10, email: 'root@example.com', role: 'free_user' })).toEqual([]);
    await accounts.update(all[0]?.id ?? root.id, { role: 'premium_user', status: 'suspended' });
    const found = await accounts.list({ limit: 10, status: 'suspended', role: 'premium_user' });
    expect(found.map(({ id }) => id)).toEqual([all[0]?.id]);
  });

  it('forgets an account, whose person begins anew', async () => {
    const { account } = await accounts.signIn(ada, fresh());
    expect(await accounts.remove(account.id, AT)).toEqual(account);
    expect(await accounts.get(account.id)).toBeUndefined();
    expect(await accounts.remove(account.id, AT)).toBeUndefined();
    const again = await accounts.signIn(ada, fresh());
    expect([again.created, again.account.id === account.id]).toEqual([true, false]);
  });

  it('keeps an administrator, whoever goes at once', async () => {
    const admins = [await signUp('root', { role: 'admin' }), await signUp('other', { role: 'admin' })];
    const attempts = await Promise.allSettled([
      ...admins.map(({ id }) => accounts.update(id, { role: 'free_user' })),
      ...admins.map(({ id }) => accounts.remove(id, AT)),
      ...admins.map(({ id }) => accounts.update(id, { status: 'suspended' })),
    ]);
    const refused = attempts.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const attempt of refused) expect(attempt).toMatchObject({ reason: { code: 'last-administrator' } });
    const left = await accounts.list({ limit: 10, role: 'admin', status: 'active' });
    expect(left).toHaveLength(1);
  });
}
