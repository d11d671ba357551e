import { afterAll, beforeAll, describe } from 'vitest';
import { firestoreRuns } from '../../shared/adapters/firestore/run-store.js';
import { type Database, startDatabases } from './bench.js';
import { runStoreContract } from './run-store.contract.js';

let databases: Database;
beforeAll(async () => {
  databases = await startDatabases('catalogue');
});
afterAll(() => databases.stop());

describe('runs in Firestore', () => {
  runStoreContract(() => firestoreRuns(databases.empty()));
});
