import type { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transact } from '../../shared/adapters/firestore/firestore.js';
import { writeOnce } from '../../shared/adapters/firestore/remembered-writes.js';
import { type Once, onceOf } from '../../shared/idempotency/once.js';
import { type Database, startDatabases } from './bench.js';

let database: Database;
let db: Firestore;
beforeAll(async () => {
  database = await startDatabases('people');
});
afterAll(() => database.stop());
beforeEach(() => {
  db = database.empty();
});

const onceWith = (key: string, body = '{}', account = 'ada') =>
  onceOf({ key, account, method: 'POST', path: '/counted', body: Buffer.from(body) });
const counter = () => db.collection('counters').doc('one');
const counted = async () => Number((await counter().get()).data()?.['count'] ?? 0);
/** Adds one, and answers how many there are. */
const add = (once: Once | undefined) =>
  transact(db, (transaction) =>
    writeOnce({ db, transaction, clock: database.clock }, once, async () => {
      const count = Number((await transaction.get(counter())).data()?.['count'] ?? 0) + 1;
      return { answer: { count }, store: () => transaction.set(counter(), { count }) };
    }),
  );

describe('a write with a key', () => {
  it('has one effect, and is answered alike each time', async () => {
    const answers = [await add(onceWith('a')), await add(onceWith('a')), await add(onceWith('b'))];
    expect(answers).toEqual([{ count: 1 }, { count: 1 }, { count: 2 }]);
    expect(await add(onceWith('a'))).toEqual({ count: 1 });
    expect(await counted()).toBe(2);
  });

  it('has one effect however many send it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => add(onceWith('a'))));
    expect(answers).toEqual(Array(50).fill({ count: 1 }));
    expect(await counted()).toBe(1);
  });

  it('is refused for something else, and the first one stays', async () => {
    await add(onceWith('a'));
    await expect(add(onceWith('a', '{"other":true}'))).rejects.toMatchObject({
      code: 'idempotency-key-reused',
      status: 422,
    });
    expect([await counted(), await add(onceWith('a'))]).toEqual([1, { count: 1 }]);
  });

  it('is somebody else’s where another account sends it', async () => {
    await add(onceWith('a'));
    expect(await add(onceWith('a', '{}', 'grace'))).toEqual({ count: 2 });
  });

  it('is forgotten after a day', async () => {
    await add(onceWith('a'));
    database.clock.advance(24 * 3_600_000 - 60_000);
    expect(await add(onceWith('a'))).toEqual({ count: 1 });
    database.clock.advance(61_000);
    expect(await add(onceWith('a', '{"other":true}'))).toEqual({ count: 2 });
  });

  it('leaves nothing where it failed, so that it can be sent again', async () => {
    const failing = transact(db, (transaction) =>
      writeOnce({ db, transaction, clock: database.clock }, onceWith('a'), async () => {
        throw new Error('not allowed');
      }),
    );
    await expect(failing).rejects.toThrow('not allowed');
    expect(await add(onceWith('a'))).toEqual({ count: 1 });
  });
});

it('has its effect each time where there is no key', async () => {
  expect([await add(undefined), await add(undefined)]).toEqual([{ count: 1 }, { count: 2 }]);
});
