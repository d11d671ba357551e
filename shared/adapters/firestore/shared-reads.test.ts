import type { DocumentReference, DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { describe, expect, it } from 'vitest';
import { Unavailable } from '../../problem/problem.js';
import { sharedReads } from './shared-reads.js';

const ref = (id: string) => ({ id }) as DocumentReference;
const refs = (count: number) => Array.from({ length: count }, (_, i) => ref(`many-${i}`));
const names = (snapshots: DocumentSnapshot[]) => snapshots.map(({ id }) => id);

/** A client that notes which documents each call asks for. */
function clientOf(answer: (ids: string[]) => void = () => undefined) {
  const calls: string[][] = [];
  const getAll = async (...asked: DocumentReference[]) => {
    const ids = asked.map(({ id }) => id);
    calls.push(ids);
    answer(ids);
    return asked;
  };
  return { calls, read: sharedReads({ getAll } as unknown as Firestore) };
}

describe('reads of one turn', () => {
  it('share a call, and everyone gets their own', async () => {
    const { calls, read } = clientOf();
    const answers = await Promise.all([read([ref('a')]), read([ref('b'), ref('c')]), read([ref('a')])]);
    expect(calls).toEqual([['a', 'b', 'c', 'a']]);
    expect(answers.map(names)).toEqual([['a'], ['b', 'c'], ['a']]);
  });

  it('are not joined by a later one, which must see what was written since', async () => {
    const { calls, read } = clientOf();
    await read([ref('a')]);
    await read([ref('a')]);
    expect(calls).toEqual([['a'], ['a']]);
  });

  it('that ask for much do not hold up the others', async () => {
    const { calls, read } = clientOf();
    await Promise.all([read([ref('a')]), read(refs(100)), read([ref('b')]), read([ref('c')])]);
    expect(calls.map((ids) => ids.length)).toEqual([1, 100, 2]);
  });

  it('fail alone when one of them asks for what is refused', async () => {
    const { read } = clientOf((ids) => {
      if (ids.includes('bad')) throw new Error('refused');
    });
    const answers = await Promise.allSettled([read([ref('a')]), read([ref('bad')])]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('fail together, after one call, when Firestore cannot be reached', async () => {
    const { calls, read } = clientOf(() => {
      throw new Unavailable('firestore', new Error('away'));
    });
    const answers = await Promise.allSettled([read([ref('a')]), read([ref('b')])]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toHaveLength(1);
  });
});
