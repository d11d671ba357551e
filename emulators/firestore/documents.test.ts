import { FieldPath, FieldValue, type Firestore, GeoPoint, Timestamp } from '@google-cloud/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestFirestore } from './testing.js';

let suite: TestFirestore;
let db: Firestore;

beforeAll(async () => {
  suite = await TestFirestore.start();
  db = suite.client();
});

afterAll(() => suite.stop());

async function read(path: string): Promise<unknown> {
  return (await db.doc(path).get()).data();
}

describe('a document', () => {
  it('comes back with every type of value as it was written', async () => {
    const data = {
      nothing: null,
      yes: true,
      integer: -9_007_199_254_740_991,
      double: 1.5,
      notANumber: Number.NaN,
      text: 'Amélie \u{1f3ac}',
      bytes: Buffer.from([0, 255]),
      at: new Timestamp(1_700_000_000, 123_456_000),
      place: new GeoPoint(48.85, 2.35),
      list: [1, 'two', { three: [3] }],
      map: { deep: { deeper: {} } },
      'odd.name`\\': 1,
      vector: FieldValue.vector([1, 2.5]),
    };
    await db.doc('types/all').set({ ...data, other: db.doc('types/other') });
    const { other, ...rest } = (await read('types/all')) as typeof data & { other: { path: string } };
    expect(rest).toEqual(data);
    expect(other.path).toBe('types/other');
  });

  it('keeps microseconds of a timestamp', async () => {
    await db.doc('types/nanos').set({ at: [new Timestamp(5, 123_456_789)] });
    expect(await read('types/nanos')).toEqual({ at: [new Timestamp(5, 123_456_000)] });
  });

  it('knows when it was created and updated, and an update that changes nothing leaves the time', async () => {
    const first = await db.doc('times/a').set({ a: 1 });
    const same = await db.doc('times/a').set({ a: 1 });
    expect(same.writeTime.isEqual(first.writeTime)).toBe(true);
    const second = await db.doc('times/a').set({ a: 2 });
    const snapshot = await db.doc('times/a').get();
    expect(snapshot.createTime?.isEqual(first.writeTime)).toBe(true);
    expect(snapshot.updateTime?.isEqual(second.writeTime)).toBe(true);
  });

  it('is merged, updated by path and stripped of fields', async () => {
    await db.doc('masks/a').set({ a: { b: 1, c: 2 }, d: 1, e: 5 });
    await db.doc('masks/a').set({ a: { b: 3 } }, { merge: true });
    await db.doc('masks/a').update({ 'a.c': FieldValue.delete(), 'd.x': 1, e: FieldValue.delete() });
    await db.doc('masks/a').update(new FieldPath('odd.name'), 1);
    expect(await read('masks/a')).toEqual({ a: { b: 3 }, d: { x: 1 }, 'odd.name': 1 });
    await db.doc('masks/a').set({ a: 1, d: 2 }, { mergeFields: ['d'] });
    expect(await read('masks/a')).toEqual({ a: { b: 3 }, d: 2, 'odd.name': 1 });
  });

  it('is separate in every database and project', async () => {
    const people = suite.client('people');
    await db.doc('same/name').set({ of: 'catalogue' });
    expect((await people.doc('same/name').get()).exists).toBe(false);
    await people.doc('same/name').set({ of: 'people' });
    expect(await read('same/name')).toEqual({ of: 'catalogue' });
  });
});

describe('preconditions', () => {
  it('refuse what does not meet them', async () => {
    await db.doc('pre/there').set({ a: 1 });
    await expect(db.doc('pre/there').create({})).rejects.toMatchObject({ code: 6 });
    await expect(db.doc('pre/missing').update({ a: 1 })).rejects.toMatchObject({ code: 5 });
    await expect(db.doc('pre/missing').delete({ exists: true })).rejects.toMatchObject({ code: 5 });
    const stale = { lastUpdateTime: Timestamp.fromMillis(1) };
    await expect(db.doc('pre/there').update({ a: 2 }, stale)).rejects.toMatchObject({ code: 9 });
    await expect(db.doc('pre/missing').delete(stale)).rejects.toMatchObject({ code: 9 });
    expect(await read('pre/there')).toEqual({ a: 1 });
  });

  it('let pass what meets them', async () => {
    const { writeTime } = await db.doc('pre/fresh').create({ a: 1 });
    await db.doc('pre/fresh').update({ a: 2 }, { lastUpdateTime: writeTime });
    await db.doc('pre/fresh').delete({ exists: true });
    expect(await read('pre/fresh')).toBeUndefined();
  });
});

describe('transforms', () => {
  const cases: [string, unknown, FieldValue, unknown][] = [
    ['adds integers', 1, FieldValue.increment(2), 3],
    ['adds a double', 1, FieldValue.increment(1.5), 2.5],
    ['takes text for absent', 'a', FieldValue.increment(2), 2],
    ['takes the greater', 3, FieldValue.maximum(5), 5],
    ['keeps the greater', 7, FieldValue.maximum(5), 7],
    ['takes the smaller', 3, FieldValue.minimum(-1), -1],
    ['unites arrays', [1, 2], FieldValue.arrayUnion(2, 3, 3), [1, 2, 3]],
    ['removes every equal element', [1, 2, 2, Number.NaN], FieldValue.arrayRemove(2, Number.NaN), [1]],
    ['makes an array of what is none', 'a', FieldValue.arrayUnion(1), [1]],
  ];
  it.each(cases)('%s', async (_, before, transform, after) => {
    await db.doc('transforms/one').set({ deep: { value: before }, other: 1 });
    await db.doc('transforms/one').update({ 'deep.value': transform });
    expect(await read('transforms/one')).toEqual({ deep: { value: after }, other: 1 });
  });

  it('stop at the ends of 64 bits', async () => {
    const big = suite.client();
    big.settings({ useBigInt: true });
    await big.doc('transforms/big').set({ value: 2n ** 63n - 1n });
    await big.doc('transforms/big').update({ value: FieldValue.increment(1) });
    expect((await big.doc('transforms/big').get()).data()).toEqual({ value: 2n ** 63n - 1n });
  });

  it("put in the commit's time", async () => {
    const { writeTime } = await db.doc('transforms/time').set({ at: FieldValue.serverTimestamp() });
    expect(await read('transforms/time')).toEqual({ at: writeTime });
  });
});

describe('a batch', () => {
  it('applies its writes in order, at one time', async () => {
    const batch = db.batch();
    const ref = db.doc('batch/ordered');
    batch
      .set(ref, { a: 1 })
      .update(ref, { b: FieldValue.increment(2) })
      .delete(ref)
      .create(ref, { c: 3 });
    const [first, ...others] = await batch.commit();
    for (const other of others) expect(other.writeTime.isEqual(first?.writeTime as Timestamp)).toBe(true);
    expect(await read('batch/ordered')).toEqual({ c: 3 });
  });

  it('applies nothing when one write is refused', async () => {
    await db.doc('batch/there').set({ a: 1 });
    const batch = db.batch();
    batch.set(db.doc('batch/new'), { a: 1 }).delete(db.doc('batch/there')).create(db.doc('batch/there'), {});
    batch.update(db.doc('batch/missing'), { a: 1 });
    await expect(batch.commit()).rejects.toMatchObject({ code: 5 });
    expect(await read('batch/new')).toBeUndefined();
    expect(await read('batch/there')).toEqual({ a: 1 });
  });
});

describe('a bulk writer', () => {
  it('reports each write by itself', async () => {
    await db.doc('bulk/there').set({ a: 1 });
    const writer = db.bulkWriter();
    writer.onWriteError(() => false);
    const results = await Promise.allSettled([
      writer.create(db.doc('bulk/there'), {}),
      writer.set(db.doc('bulk/new'), { a: 1 }),
      writer.update(db.doc('bulk/missing'), { a: 1 }),
      writer.delete(db.doc('bulk/nothing')),
      writer.close(),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await read('bulk/new')).toEqual({ a: 1 });
  });

  it('writes hundreds', async () => {
    const writer = db.bulkWriter();
    for (let n = 0; n < 450; n++) void writer.set(db.doc(`many/${n}`), { n });
    await writer.close();
    expect((await db.collection('many').count().get()).data().count).toBe(450);
  });
});

describe('reading many', () => {
  it('answers missing and repeated documents, and takes a mask', async () => {
    await db.doc('many-reads/a').set({ a: { b: 1, c: 2 }, d: 3 });
    const [a, missing, again] = await db.getAll(
      db.doc('many-reads/a'),
      db.doc('many-reads/none'),
      db.doc('many-reads/a'),
      { fieldMask: ['a.b'] },
    );
    expect(a?.data()).toEqual({ a: { b: 1 } });
    expect(again?.data()).toEqual({ a: { b: 1 } });
    expect(missing?.exists).toBe(false);
  });
});

describe('collections', () => {
  it('list their documents, also those that only have subcollections', async () => {
    await db.doc('shelf/a').set({ a: 1 });
    await db.doc('shelf/ghost/parts/1').set({ a: 1 });
    const refs = await db.collection('shelf').listDocuments();
    expect(refs.map(({ id }) => id)).toEqual(['a', 'ghost']);
  });

  it('are listed below the root and below a document until they are empty', async () => {
    const own = suite.client('collections');
    await own.doc('watch-x/1').set({});
    await own.doc('watch/1/notes/1').set({});
    await own.doc('watch/1/marks/1').set({});
    expect((await own.listCollections()).map(({ id }) => id)).toEqual(['watch', 'watch-x']);
    expect((await own.doc('watch/1').listCollections()).map(({ id }) => id)).toEqual(['marks', 'notes']);
    await own.doc('watch/1/marks/1').delete();
    expect((await own.doc('watch/1').listCollections()).map(({ id }) => id)).toEqual(['notes']);
  });

  it('are deleted with all that lies below', async () => {
    await db.doc('people/ada').set({});
    await db.doc('people/ada/watchlist/1').set({});
    await db.doc('people/ada/watchlist/1/notes/1').set({});
    await db.doc('people/bob/watchlist/1').set({});
    await db.recursiveDelete(db.doc('people/ada'));
    expect((await db.collectionGroup('notes').get()).size).toBe(0);
    const left = await db.collectionGroup('watchlist').get();
    expect(left.docs.map(({ ref }) => ref.path)).toEqual(['people/bob/watchlist/1']);
  });
});
