import type { DocumentData, Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits, PATH_BYTES } from './limits.js';
import { TestFirestore } from './testing.js';

let suite: TestFirestore;
let db: Firestore;

beforeAll(async () => {
  suite = await TestFirestore.start();
  db = suite.client();
});

afterAll(() => suite.stop());

/** Maps inside one another. */
function nested(depth: number): DocumentData {
  return depth === 0 ? {} : { a: nested(depth - 1) };
}

describe('a document', () => {
  const halfMebibyte = 'x'.repeat(limits.documentBytes / 2);
  // 'c/a' counts 4 + 16 bytes, the document 32, each field its name and its text with one byte more each.
  const rest = limits.documentBytes - 4 - 16 - 32 - 2 * 2 - 2 * 1 - halfMebibyte.length;

  it('may be 1 MiB long and no longer', async () => {
    await db.doc('c/a').set({ a: halfMebibyte, b: 'x'.repeat(rest) });
    const tooLong = db.doc('c/a').set({ a: halfMebibyte, b: 'x'.repeat(rest + 1) });
    await expect(tooLong).rejects.toThrow(/its size \(1,048,577 bytes\) exceeds/);
    await expect(db.doc('c/a').update({ c: 'x' })).rejects.toMatchObject({ code: 3 });
  });

  it('may be nested 20 deep and no deeper', async () => {
    await db.doc('c/deep').set(nested(limits.valueDepth));
    await expect(db.doc('c/deep').set(nested(limits.valueDepth + 1))).rejects.toMatchObject({ code: 3 });
  });

  const refused: [string, string, DocumentData][] = [
    ['a reserved id', 'c/__x__', {}],
    ['an id of dots', 'c/..', {}],
    ['an id that is too long', `c/${'a'.repeat(limits.nameBytes + 1)}`, {}],
    ['a path that is too long to store', `${'c'.repeat(1_000)}/${'a'.repeat(PATH_BYTES - 1_000)}`, {}],
    ['a reserved collection', '__c__/a', {}],
    ['a reserved field', 'c/a', { deep: { __a__: 1 } }],
    ['a field name that is too long', 'c/a', { ['x'.repeat(limits.nameBytes + 1)]: 1 }],
    ['a string that is too long', 'c/a', { a: 'x'.repeat(limits.documentBytes) }],
  ];
  it.each(refused)('is refused for %s', async (_, path, data) => {
    await expect(db.doc(path).set(data)).rejects.toMatchObject({ code: 3 });
  });

  it('takes an id of 1,500 bytes', async () => {
    const id = 'é'.repeat(limits.nameBytes / 2);
    await db.doc(`c/${id}`).set({ n: 1 });
    expect((await db.doc(`c/${id}`).get()).exists).toBe(true);
  });
});

describe('a request', () => {
  it('may be 10 MiB long and no longer', async () => {
    const batch = db.batch();
    for (let n = 0; n < 11; n++) batch.set(db.doc(`c/big-${n}`), { a: 'x'.repeat(1_000_000) });
    await expect(batch.commit()).rejects.toMatchObject({ code: 3 });
    expect((await db.doc('c/big-0').get()).exists).toBe(false);
  });
});
