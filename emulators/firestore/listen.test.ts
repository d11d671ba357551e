import type { DocumentSnapshot, Firestore, QuerySnapshot } from '@google-cloud/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFirestore } from './firestore.js';
import { connect, TestFirestore } from './testing.js';

let suite: TestFirestore;
let db: Firestore;

beforeAll(async () => {
  suite = await TestFirestore.start();
  db = suite.client();
});

afterAll(() => suite.stop());

/** Hands out one snapshot after another. */
class Snapshots<T> {
  readonly #arrived: T[] = [];
  #wake: () => void = () => undefined;

  push = (snapshot: T): void => {
    this.#arrived.push(snapshot);
    this.#wake();
  };

  async next(): Promise<T> {
    const snapshot = this.#arrived.shift();
    if (snapshot) return snapshot;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return this.next();
  }
}

describe('a listener', () => {
  it('on a document sees it come, change and go', async () => {
    const snapshots = new Snapshots<DocumentSnapshot>();
    const stop = db.doc('watched/a').onSnapshot(snapshots.push);
    expect((await snapshots.next()).exists).toBe(false);
    await db.doc('watched/a').set({ n: 1 });
    expect((await snapshots.next()).data()).toEqual({ n: 1 });
    await db.doc('watched/unrelated').set({ n: 1 });
    await db.doc('watched/a').set({ n: 2 });
    expect((await snapshots.next()).data()).toEqual({ n: 2 });
    await db.doc('watched/a').delete();
    expect((await snapshots.next()).exists).toBe(false);
    stop();
  });

  it('on a query sees documents enter, move and leave', async () => {
    await db.doc('board/a').set({ open: true, rank: 1 });
    const snapshots = new Snapshots<QuerySnapshot>();
    const changes = async () =>
      (await snapshots.next()).docChanges().map(({ type, doc }) => `${type} ${doc.id}`);
    const stop = db
      .collection('board')
      .where('open', '==', true)
      .orderBy('rank')
      .limit(2)
      .onSnapshot(snapshots.push);
    expect(await changes()).toEqual(['added a']);
    await db.doc('board/b').set({ open: true, rank: 2 });
    expect(await changes()).toEqual(['added b']);
    await db.doc('board/c').set({ open: true, rank: 0 });
    expect(await changes()).toEqual(['removed b', 'added c']);
    await db.doc('board/a').update({ open: false });
    expect(await changes()).toEqual(['removed a', 'added b']);
    await db.doc('board/c').delete();
    expect(await changes()).toEqual(['removed c']);
    stop();
  });

  it('learns after a restart what happened while it was cut off', async () => {
    await db.doc('lasting/a').set({ n: 1 });
    await db.doc('lasting/b').set({ n: 1 });
    const snapshots = new Snapshots<QuerySnapshot>();
    const stop = db.collection('lasting').onSnapshot(snapshots.push);
    expect((await snapshots.next()).size).toBe(2);
    await suite.restart(async () => {
      const elsewhere = await startFirestore({ folder: suite.folder, clock: suite.clock });
      const other = connect(elsewhere.env.FIRESTORE_EMULATOR_HOST);
      await other.doc('lasting/a').delete();
      await other.doc('lasting/c').set({ n: 1 });
      await other.terminate();
      await elsewhere.stop();
    });
    expect((await snapshots.next()).docs.map(({ id }) => id)).toEqual(['b', 'c']);
    stop();
  });
});
