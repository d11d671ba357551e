import { randomBytes } from 'node:crypto';
import type { Firestore } from '@google-cloud/firestore';
import type { AdapterPayload } from 'oidc-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LibraryTime } from '../../shared/adapters/oidc/library-time.js';
import { Records, type RevokedFamily, type StoredKind } from '../../shared/adapters/oidc/records.js';
import { Sealing } from '../../shared/adapters/oidc/sealing.js';
import { type Database, startDatabases } from './bench.js';

const ACCOUNT = '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11';
const AT_ONCE = 20;

let databases: Database;
beforeAll(async () => {
  databases = await startDatabases('people');
});
afterAll(() => databases.stop());

let db: Firestore;
const familyRevoked = vi.fn(async (_family: RevokedFamily) => undefined);
const sealing = new Sealing(randomBytes(32));
beforeEach(() => {
  db = databases.empty();
  familyRevoked.mockClear();
});

const records = (kind: StoredKind, under = sealing) =>
  new Records(kind, { db, sealing: under, time: new LibraryTime(databases.clock), familyRevoked });
const payload = (more: object = {}) =>
  ({ kind: 'x', iat: 1, exp: 9_999_999_999, accountId: ACCOUNT, ...more }) as AdapterPayload;

/** A grant with a code. */
async function begin(): Promise<Records> {
  await records('Grant').upsert('the-grant', payload({ clientId: 'a-client' }), 600);
  const codes = records('AuthorizationCode');
  await codes.upsert('the-code', payload({ grantId: 'the-grant' }), 60);
  return codes;
}

const howManyPass = async (consume: () => Promise<unknown>) => {
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, consume));
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
};

describe('a code that is used', () => {
  it('is used by one of many at once, and the others take its family back, once', async () => {
    const codes = await begin();
    expect(await howManyPass(() => codes.consume('the-code'))).toBe(1);
    expect(familyRevoked).toHaveBeenCalledTimes(1);
    expect(familyRevoked).toHaveBeenCalledWith({ grant: 'the-grant', account: ACCOUNT, client: 'a-client' });
    expect(await records('Grant').find('the-grant')).toBeUndefined();
  });

  it('would be used by several, were it read first and marked then', async () => {
    const codes = await begin();
    const used = db.collection('oauth-uses').doc('the-code');
    const readFirst = async () => {
      if ((await used.get()).exists) throw new Error('used');
      await used.set({});
      return codes;
    };
    expect(await howManyPass(readFirst)).toBeGreaterThan(1);
  });

  it('is still found, as used', async () => {
    const codes = await begin();
    expect((await codes.find('the-code'))?.consumed).toBeUndefined();
    await codes.consume('the-code');
    expect(await codes.find('the-code')).toMatchObject({ grantId: 'the-grant', consumed: true });
  });
});

describe('a record', () => {
  it('cannot be read in the store, nor put in another one’s place', async () => {
    const sessions = records('Session');
    await sessions.upsert('mine', payload({ uid: 'mine-uid' }), 60);
    await sessions.upsert('theirs', payload({ uid: 'their-uid', accountId: 'another' }), 60);
    const { docs } = await db.collection('oauth-sessions').get();
    expect(JSON.stringify(docs.map((one) => [one.id, one.data()]))).not.toMatch(/mine|theirs|-uid/);
    const [one, other] = docs;
    await one?.ref.update({ sealed: other?.get('sealed') });
    const found = [await sessions.find('mine'), await sessions.find('theirs')];
    expect(found.filter((session) => session === undefined)).toHaveLength(1);
  });

  it('is nothing under another key, nor as another kind', async () => {
    await begin();
    expect(await records('AuthorizationCode', new Sealing(randomBytes(32))).find('the-code')).toBeUndefined();
    expect(await records('RefreshToken').find('the-code')).toBeUndefined();
  });

  it('is found by what it is known by, and by nothing like it', async () => {
    const devices = records('DeviceCode');
    await devices.upsert('a-device', payload({ userCode: 'BBBBCCCC' }), 60);
    expect(await devices.findByUserCode('BBBBCCCC')).toMatchObject({ userCode: 'BBBBCCCC' });
    for (const code of ['bbbbcccc', 'BBBBCCC', ''])
      expect(await devices.findByUserCode(code)).toBeUndefined();
  });

  it('of a grant that was taken back stays so, and is told of once', async () => {
    await begin();
    await records('Grant').destroy('the-grant');
    await records('Grant').destroy('the-grant');
    expect(familyRevoked).toHaveBeenCalledTimes(1);
    expect(await records('Grant').find('the-grant')).toBeUndefined();
  });
});
