import { beforeEach, expect, it } from 'vitest';
import type { FrozenLists } from '../../shared/search/frozen-lists.js';
import { idOf } from './fixtures.js';

const MINUTE_MS = 60_000;
const LONGEST = 1_000;

/** What every FrozenLists does. `open` gives one without lists, and the way to move its time. */
export function frozenListsContract(open: () => { lists: FrozenLists; advance(ms: number): void }): void {
  let lists: FrozenLists;
  let advance: (ms: number) => void;
  beforeEach(() => {
    ({ lists, advance } = open());
  });

  const listOf = (length: number) => ({
    ids: Array.from({ length }, (_, i) => idOf(String(i))),
    scores: Array.from({ length }, (_, i) => 12.3456789 - i / 100),
  });

  it('gives a list back in its order, scores as exact as a float32', async () => {
    const list = listOf(LONGEST);
    await lists.put('one', list);
    const kept = await lists.get('one');
    expect(kept?.ids).toEqual(list.ids);
    expect(kept?.scores).toEqual(list.scores.map(Math.fround));
  });

  it('tells an empty list from one that is not there', async () => {
    await lists.put('empty', { ids: [], scores: [] });
    expect(await lists.get('empty')).toEqual({ ids: [], scores: [] });
    expect(await lists.get('none')).toBeUndefined();
  });

  it('keeps a list for ten minutes', async () => {
    await lists.put('one', listOf(3));
    advance(9 * MINUTE_MS);
    expect((await lists.get('one'))?.ids).toHaveLength(3);
    advance(1 * MINUTE_MS + 1_000);
    expect(await lists.get('one')).toBeUndefined();
  });
}
