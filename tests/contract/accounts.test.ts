import { afterAll, beforeAll, describe } from 'vitest';
import { firestoreAccounts } from '../../shared/adapters/firestore/account-store.js';
import { accountsContract } from './accounts.contract.js';
import { type Database, startDatabases } from './bench.js';

let databases: Database;
beforeAll(async () => {
  databases = await startDatabases('people');
});
afterAll(() => databases.stop());

describe('accounts in Firestore', () => {
  accountsContract(() => firestoreAccounts(databases.empty(), databases.clock));
});
