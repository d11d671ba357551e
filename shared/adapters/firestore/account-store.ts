import { type DocumentSnapshot, FieldPath, type Firestore, type Query } from '@google-cloud/firestore';
import { Account, type AccountId, type Identity, type ProvenIdentity } from '../../account/account.js';
import type { AccountChange, AccountQuery, Accounts, NewAccount } from '../../account/accounts.js';
import type { Clock } from '../../clock.js';
import { Problem } from '../../problem/problem.js';
import { withDeadline } from '../google/reach.js';
import { documentId } from './document-id.js';
import { CALL_DEADLINE_MS, reachFirestore, transactSoon } from './firestore.js';
import { bury } from './household-document.js';
import { writeOnce } from './remembered-writes.js';

/**
 * Accounts in the database `people`.
 *
 * - `accounts/{id}`: one field for each of Account's, save `id`
 * - `identities/{provider:subject}`: `{ account }`, whose it is
 */
export function firestoreAccounts(db: Firestore, clock: Clock): Accounts {
  const accountOf = (id: string) => db.collection('accounts').doc(documentId(id));
  const identityOf = ({ provider, subject }: Identity) =>
    db.collection('identities').doc(documentId(`${provider}:${subject}`));
  const within = <T>(reading: Promise<T>) => withDeadline('firestore', CALL_DEADLINE_MS, reading);
  const administrators = db
    .collection('accounts')
    .where('role', '==', 'admin')
    .where('status', '==', 'active');

  /** In a transaction, so that two who demote each other at once cannot both. */
  const keepAnAdministrator = async (transaction: FirebaseFirestore.Transaction) => {
    const { docs } = await within(transaction.get(administrators.limit(2)));
    if (docs.length < 2) {
      throw new Problem('last-administrator', 'Make another account an administrator first.');
    }
  };

  return {
    signIn: (identity, fresh) =>
      transactSoon(db, async (transaction) => {
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
    update: (id, change, once) =>
      transactSoon(db, async (transaction) => {
        const before = accountFrom(await within(transaction.get(accountOf(id))));
        if (!before) return undefined;
        return writeOnce({ db, transaction, clock }, once, async () => {
          const after = changed(before, change);
          if (administers(before) && !administers(after)) await keepAnAdministrator(transaction);
          return { answer: { before, after }, store: () => transaction.set(accountOf(id), bodyOf(after)) };
        });
      }),
    async list(query) {
      const found = await reachFirestore(listed(db.collection('accounts'), query).get());
      return found.docs.flatMap((document) => accountFrom(document) ?? []);
    },
    remove: (id, at) =>
      transactSoon(db, async (transaction) => {
        const account = accountFrom(await within(transaction.get(accountOf(id))));
        if (!account) return undefined;
        if (administers(account)) await keepAnAdministrator(transaction);
        transaction.delete(accountOf(id));
        for (const identity of account.identities) transaction.delete(identityOf(identity));
        bury(db, transaction, id, at);
        return account;
      }),
  };
}

function administers({ role, status }: Account): boolean {
  return role === 'admin' && status === 'active';
}

function listed(accounts: Query, { after, limit, ...fields }: AccountQuery): Query {
  let query = accounts;
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) query = query.where(field, '==', value);
  }
  query = query.orderBy(FieldPath.documentId());
  return (after === undefined ? query : query.startAfter(documentId(after))).limit(limit);
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
