import { FieldValue, type Firestore, type Transaction } from '@google-cloud/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from './limits.js';
import { TestFirestore } from './testing.js';

let suite: TestFirestore;
let db: Firestore;

beforeAll(async () => {
  suite = await TestFirestore.start();
  db = suite.client();
});

afterAll(() => suite.stop());

async function valueOf(path: string): Promise<unknown> {
  return (await db.doc(path).get()).get('n');
}

async function increment(transaction: Transaction, path: string): Promise<void> {
  const snapshot = await transaction.get(db.doc(path));
  transaction.set(db.doc(path), { n: (snapshot.get('n') ?? 0) + 1 });
}

describe('transactions', () => {
  it('that contend for one document all succeed, one after another', async () => {
    let attempts = 0;
    const one = () =>
      db.runTransaction(async (transaction) => {
        attempts++;
        await increment(transaction, 'counters/one');
      });
    await Promise.all(Array.from({ length: 20 }, one));
    expect(await valueOf('counters/one')).toBe(20);
    expect(attempts).toBe(20);
  });

  it('that take two documents in opposite orders end without a lost update', async () => {
    const both = (first: string, second: string) =>
      db.runTransaction(async (transaction) => {
        const a = await transaction.get(db.doc(first));
        const b = await transaction.get(db.doc(second));
        transaction.set(a.ref, { n: (a.get('n') ?? 0) + 1 });
        transaction.set(b.ref, { n: (b.get('n') ?? 0) + 1 });
      });
    const orders = [
      ['pairs/a', 'pairs/b'],
      ['pairs/b', 'pairs/a'],
    ] as const;
    await Promise.all(orders.map(([a, b]) => both(a, b)));
    expect(await valueOf('pairs/a')).toBe(2);
    expect(await valueOf('pairs/b')).toBe(2);
  });

  it('that count a collection and add to it see no phantoms', async () => {
    const addOne = () =>
      db.runTransaction(async (transaction) => {
        const { size } = await transaction.get(db.collection('queue').where('open', '==', true));
        transaction.create(db.doc(`queue/${size}`), { open: true });
      });
    await Promise.all(Array.from({ length: 10 }, addOne));
    expect((await db.collection('queue').get()).size).toBe(10);
  });

  it('make a write outside of them wait', async () => {
    await db.doc('held/a').set({ n: 1 });
    const order: string[] = [];
    let outside: Promise<unknown> = Promise.resolve();
    await db.runTransaction(async (transaction) => {
      await increment(transaction, 'held/a');
      outside = db
        .doc('held/a')
        .update({ n: FieldValue.increment(10) })
        .then(() => order.push('outside'));
      await db.doc('held/other').set({ n: 1 });
      order.push('inside');
    });
    await outside;
    expect(order).toEqual(['inside', 'outside']);
    expect(await valueOf('held/a')).toBe(12);
  });

  it('make others wait who would add to what they have queried', async () => {
    let outside: Promise<unknown> = Promise.resolve();
    const order: string[] = [];
    await db.runTransaction(async (transaction) => {
      const { size } = await transaction.get(db.collection('guests'));
      outside = db
        .doc('guests/late')
        .set({})
        .then(() => order.push('outside'));
      await db.doc('hosts/one').set({});
      transaction.set(db.doc('guests/counted'), { size });
      order.push('inside');
    });
    await outside;
    expect(order).toEqual(['inside', 'outside']);
  });

  it('may be read only, with one state throughout and without locks', async () => {
    await db.doc('snapshot/a').set({ n: 1 });
    await db.doc('snapshot/gone').set({ n: 1 });
    const seen = await db.runTransaction(
      async (transaction) => {
        const before = await transaction.get(db.doc('snapshot/a'));
        await db.doc('snapshot/a').set({ n: 2 });
        await db.doc('snapshot/b').set({ n: 2 });
        await db.doc('snapshot/gone').delete();
        const all = await transaction.get(db.collection('snapshot'));
        return [before.get('n'), ...all.docs.map((doc) => [doc.id, doc.get('n')])];
      },
      { readOnly: true },
    );
    expect(seen).toEqual([1, ['a', 1], ['gone', 1]]);
    expect((await db.collection('snapshot').get()).docs.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('leave nothing behind when they fail', async () => {
    await db.doc('failing/a').set({ n: 1 });
    const failing = db.runTransaction(async (transaction) => {
      await increment(transaction, 'failing/a');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await db.doc('failing/a').update({ n: FieldValue.increment(5) });
    expect(await valueOf('failing/a')).toBe(6);
  });

  it('do not commit twice when the answer to a commit is lost', async () => {
    let attempts = 0;
    const done = db.runTransaction(async (transaction) => {
      attempts++;
      await increment(transaction, 'lost/answer');
      suite.emulator.faults.set({ kind: 'reset', rate: 1 });
    });
    await suite.stored('answer');
    suite.emulator.faults.clear();
    await done;
    expect(attempts).toBe(1);
    expect(await valueOf('lost/answer')).toBe(1);
  });
});

describe('a lock', () => {
  it('is given up when its transaction idles, which then starts anew', async () => {
    await db.doc('idle/a').set({ n: 1 });
    let attempts = 0;
    await db.runTransaction(async (transaction) => {
      await increment(transaction, 'idle/a');
      if (attempts++ > 0) return;
      suite.clock.advance(limits.transactionIdleMs);
      await db.doc('idle/a').set({ n: 10 });
    });
    expect(attempts).toBe(2);
    expect(await valueOf('idle/a')).toBe(11);
  });
});
