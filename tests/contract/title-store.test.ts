import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firestoreTitles } from '../../shared/adapters/firestore/title-store.js';
import { Unavailable } from '../../shared/problem/problem.js';
import { type Database, startDatabases } from './bench.js';
import { entryOf, idOf } from './fixtures.js';
import { titleStoreContract } from './title-store.contract.js';

let databases: Database;
beforeAll(async () => {
  databases = await startDatabases('catalogue');
});
afterAll(() => databases.stop());

describe('titles in Firestore', () => {
  titleStoreContract(() => firestoreTitles(databases.empty(), databases.clock));
});

// Each waits for the deadline of a call, so they wait together.
describe.skipIf(process.env['FIRESTORE_EMULATOR_HOST']).concurrent('when Firestore fails', () => {
  const failures = ['down', 'hang', 'error', 'quota'] as const;
  it.each(failures)('reports it as unavailable, and goes on afterwards: %s', async (kind) => {
    const own = await startDatabases('catalogue');
    const titles = firestoreTitles(own.empty(), own.clock);
    own.emulator.faults.set({ kind, rate: 1 });
    await expect(titles.get(idOf('heat'))).rejects.toThrow(Unavailable);
    own.emulator.faults.clear();
    await titles.transact(async (t) => t.putSlot(idOf('heat'), { entry: entryOf('heat') }));
    expect(await titles.get(idOf('heat'))).toMatchObject({ title: 'heat' });
    await own.stop();
  });
});
