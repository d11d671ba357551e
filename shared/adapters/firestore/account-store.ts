import type { DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { Account, type AccountId, type Identity, type ProvenIdentity } from '../../account/account.js';
import type { AccountChange, Accounts, NewAccount } from '../../account/accounts.js';
import { withDeadline } from '../google/reach.js';
import { documentId } from './document-id.js';
import { CALL_DEADLINE_MS, reachFirestore, transact } from './firestore.js';

/**
 * Accounts in the database `people`.
 *
 * - `accounts/{id}`: one field for each of Account's, save `id`
 * - `identities/{provider:subject}`: `{ account }`, whose it is
 */
export function firestoreAccounts(db: Firestore): Accounts {
  const accountOf = (id: string) => db.collection('accounts').doc(documentId(id));
  const identityOf = ({ provider, subject }: Identity) =>
    db.collection('identities').doc(documentId(`${provider}:${subject}`));
  const within = <T>(reading: Promise<T>) => withDeadline('firestore', CALL_DEADLINE_MS, reading);

  return {
    signIn: (identity, fresh) =>
      transact(db, async (transaction) => {
        const owner = (await within(transaction.get(identityOf(identity)))).data()?.['account'];
        const known = owner && accountFrom(await within(transaction.get(accountOf(owner))));
        const account = known ? seenAgain(known, identity) : accountFor(identity, fresh);
        if (!known) transaction.set(identityOf(identity), { account: account.id });
        if (!known || hasChanged(known, account)) transaction.set(accountOf(account.id), bodyOf(account));
        return { account, created: !known };
      }),
    async get(id) {
      return accountFrom(await reachFirestore(accountOf(id).get()));
    },
    update: (id, change) =>
      transact(db, async (transaction) => {
        const before = accountFrom(await within(transaction.get(accountOf(id))));
        if (!before) return undefined;
        const after = changed(before, change);
        transaction.set(accountOf(id), bodyOf(after));
        return { before, after };
      }),
  };
}

function accountFor(
  { email, name, provider, subject }: ProvenIdentity,
  { id, role, at }: NewAccount,
): Account {
  return {
    id,
    role,
    status: 'active',
    identities: [{ provider, subject }],
    email,
    name,
    created_at: new Date(at).toISOString(),
    tokens_valid_after: 0,
  };
}

function seenAgain(known: Account, { email, name }: ProvenIdentity): Account {
  return { ...known, email, name };
}

function hasChanged(a: Account, b: Account): boolean {
  return a.email !== b.email || a.name !== b.name;
}

function changed(account: Account, { tokens_valid_after = 0, ...change }: AccountChange): Account {
  return {
    ...account,
    ...change,
    tokens_valid_after: Math.max(account.tokens_valid_after, tokens_valid_after),
  };
}

function bodyOf({ id: _, ...body }: Account): Omit<Account, 'id'> {
  return body;
}

function accountFrom(snapshot: DocumentSnapshot): Account | undefined {
  const data = snapshot.data();
  return data && Account.parse({ ...data, id: snapshot.id as AccountId });
}
