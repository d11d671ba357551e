import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUpstash } from '../../emulators/upstash/upstash.js';
import { AccountId } from '../../shared/account/account.js';
import { firestoreAccounts } from '../../shared/adapters/firestore/account-store.js';
import { firestoreTastes } from '../../shared/adapters/firestore/taste-store.js';
import { UpstashEnv } from '../../shared/adapters/upstash/env.js';
import { upstashKeptTastes } from '../../shared/adapters/upstash/kept-tastes.js';
import { upstashShownLists } from '../../shared/adapters/upstash/shown-lists.js';
import { upstashClient } from '../../shared/adapters/upstash/upstash.js';
import { noTaste } from '../../shared/recommendation/taste.js';
import { ProfileId } from '../../shared/viewer/household.js';
import { fresh } from './accounts.contract.js';
import { type Bench, type Database, startBench, startDatabases } from './bench.js';
import { idOf } from './fixtures.js';
import { tastesContract } from './tastes.contract.js';

let databases: Database;
let upstash: Bench;
beforeAll(async () => {
  [databases, upstash] = await Promise.all([startDatabases('people'), startBench(startUpstash)]);
});
afterAll(() => Promise.all([databases.stop(), upstash.stop()]));

function opened() {
  const db = databases.empty();
  return {
    tastes: firestoreTastes(db, databases.clock),
    db,
    async bury(id: AccountId) {
      const accounts = firestoreAccounts(db, databases.clock);
      await accounts.signIn({ provider: 'google', subject: id, email: null, name: null }, fresh({ id }));
      await accounts.remove(id, databases.clock.now());
    },
    advance: (ms: number) => databases.clock.advance(ms),
  };
}
const client = () => upstashClient(UpstashEnv.parse(upstash.emulator.env));
const silent = () => undefined;

describe('tastes in Firestore', () => {
  tastesContract(opened);

  it('that cannot be read are as if they were not there', async () => {
    const { tastes, db } = opened();
    const id = randomUUID();
    const ada = { account: AccountId.parse(id), profile: ProfileId.parse(id) };
    await tastes.change(ada, async (before) => before);
    const { docs } = await db.collection('tastes').get();
    await docs[0]?.ref.update({ body: '{"titles":1}' });
    expect(await tastes.get(ada)).toEqual({ taste: noTaste, adapter: undefined });
  });
});

describe('tastes that are kept near', () => {
  tastesContract(() => {
    const { tastes, ...others } = opened();
    return { ...others, tastes: upstashKeptTastes(tastes, client(), silent) };
  });

  it('are read where they lie while Upstash is down, and a change is tried again', async () => {
    const { tastes } = opened();
    const kept = upstashKeptTastes(tastes, client(), silent);
    const id = randomUUID();
    const ada = { account: AccountId.parse(id), profile: ProfileId.parse(id) };
    const refusing = { taste: { ...noTaste, refused: [idOf('a')] }, adapter: undefined };
    upstash.emulator.faults.set({ kind: 'down', rate: 1 });
    await expect(kept.change(ada, async () => refusing)).rejects.toThrow();
    expect(await kept.get(ada)).toEqual(refusing);
    upstash.emulator.faults.clear();
    expect(await kept.change(ada, async () => undefined)).toBe('unchanged');
    expect(await kept.get(ada)).toEqual(refusing);
  });
});

describe('shown lists in Upstash', () => {
  it('are the latest of each profile, for an hour', async () => {
    const lists = upstashShownLists(client());
    const id = randomUUID();
    const ada = { account: AccountId.parse(id), profile: ProfileId.parse(id) };
    const kim = { ...ada, profile: ProfileId.parse(randomUUID()) };
    expect(await lists.latest(ada)).toEqual([]);
    await lists.put(ada, [idOf('a')]);
    await lists.put(ada, [idOf('b'), idOf('c')]);
    expect([await lists.latest(ada), await lists.latest(kim)]).toEqual([[idOf('b'), idOf('c')], []]);
    upstash.clock.advance(3_601_000);
    expect(await lists.latest(ada)).toEqual([]);
  });
});
