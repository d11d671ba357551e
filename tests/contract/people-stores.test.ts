import { randomUUID } from 'node:crypto';
import type { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountId } from '../../shared/account/account.js';
import { firestoreAccounts } from '../../shared/adapters/firestore/account-store.js';
import { firestoreForgotten } from '../../shared/adapters/firestore/forgotten-store.js';
import { firestoreHouseholds } from '../../shared/adapters/firestore/household-store.js';
import { markOf } from '../../shared/privacy/forgotten.js';
import { fresh } from './accounts.contract.js';
import { type Database, startDatabases } from './bench.js';
import { householdsContract } from './households.contract.js';

let databases: Database;
beforeAll(async () => {
  databases = await startDatabases('people');
});
afterAll(() => databases.stop());

/** An account of this id that came and went. */
async function bury(db: Firestore, id: AccountId): Promise<void> {
  const accounts = firestoreAccounts(db, databases.clock);
  await accounts.signIn({ provider: 'google', subject: id, email: null, name: null }, fresh({ id }));
  await accounts.remove(id, databases.clock.now());
}

describe('households in Firestore', () => {
  householdsContract(() => {
    const db = databases.empty();
    return {
      households: firestoreHouseholds(db, databases.clock),
      bury: (account) => bury(db, account),
      advance: (ms) => databases.clock.advance(ms),
    };
  });
});

describe('forgotten accounts in Firestore', () => {
  it('are known for good, and gone over until that is done', async () => {
    const db = databases.empty();
    const forgotten = firestoreForgotten(db);
    const [ada, grace] = [AccountId.parse(randomUUID()), AccountId.parse(randomUUID())];
    expect(await forgotten.has(ada)).toBe(false);
    await bury(db, ada);
    const at = databases.clock.now();
    databases.clock.advance(1_000);
    await bury(db, grace);
    expect((await forgotten.unsettled(10)).map(({ account }) => account)).toEqual([ada, grace]);
    expect((await forgotten.unsettled(1))[0]?.at).toBeLessThanOrEqual(at);
    await forgotten.settle(ada);
    await forgotten.settle(ada);
    expect((await forgotten.unsettled(10)).map(({ account }) => account)).toEqual([grace]);
    expect([await forgotten.has(ada), await forgotten.has(grace)]).toEqual([true, true]);
    const { docs } = await db.collection('households').get();
    expect(JSON.stringify(docs.map((document) => [document.id, document.data()]))).not.toContain(ada);
  });

  it('are listed page by page, settled or not, by marks that name nobody', async () => {
    const db = databases.empty();
    const forgotten = firestoreForgotten(db);
    expect(await forgotten.deletions(10)).toEqual([]);
    const people = [1, 2, 3].map(() => AccountId.parse(randomUUID()));
    for (const account of people) {
      await bury(db, account);
      databases.clock.advance(1_000);
    }
    await forgotten.settle(people[0] as AccountId);
    const first = await forgotten.deletions(2);
    const rest = await forgotten.deletions(2, first.at(-1));
    expect([...first, ...rest].map(({ mark }) => mark)).toEqual(people.map(markOf));
    const [earlier, later] = first;
    expect((later?.at ?? 0) - (earlier?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
    // Who has said something is no deletion.
    await firestoreHouseholds(db, databases.clock).change(AccountId.parse(randomUUID()), (household) => ({
      household,
      answer: null,
    }));
    expect(await forgotten.deletions(10)).toHaveLength(3);
  });

  it('need no settling where there are none', async () => {
    const forgotten = firestoreForgotten(databases.empty());
    const nobody = AccountId.parse(randomUUID());
    await forgotten.settle(nobody);
    expect(await forgotten.has(nobody)).toBe(false);
  });
});
