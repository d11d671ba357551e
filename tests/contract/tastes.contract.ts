import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { AccountId } from '../../shared/account/account.js';
import { afterFeedback, MOST_SEEN, MOST_TITLES, noTaste } from '../../shared/recommendation/taste.js';
import type { Owner, StoredTaste, Tastes } from '../../shared/recommendation/tastes.js';
import { adapterBytes } from '../../shared/sona/adapter-codec.js';
import { ProfileId } from '../../shared/viewer/household.js';
import { idOf } from './fixtures.js';

interface Opened {
  tastes: Tastes;
  /** Makes it an account that came and went. */
  bury(account: AccountId): Promise<void>;
  advance(ms: number): void;
}

const ownerOf = (id = randomUUID()): Owner => ({
  account: AccountId.parse(id),
  profile: ProfileId.parse(id),
});
const liking = (name: string, time = 1): StoredTaste['taste'] =>
  afterFeedback(noTaste, { id: randomUUID(), type: 'rated', title: idOf(name), rating: 5, time });

/** What every Tastes does. `open` gives one without tastes. */
export function tastesContract(open: () => Opened): void {
  let opened: Opened;
  let tastes: Tastes;
  beforeEach(() => {
    opened = open();
    ({ tastes } = opened);
  });
  const put = (owner: Owner, stored: StoredTaste) => tastes.change(owner, async () => stored);

  it('knows nothing at first, and what was changed after', async () => {
    const ada = ownerOf();
    expect(await tastes.get(ada)).toBeUndefined();
    const stored = { taste: liking('a'), adapter: Uint8Array.of(1, 2, 255) };
    expect(await put(ada, stored)).toBe('changed');
    expect(await tastes.get(ada)).toEqual(stored);
    expect(await tastes.change(ada, async () => undefined)).toBe('unchanged');
    expect(await tastes.get(ada)).toEqual(stored);
    expect(await tastes.get(ownerOf())).toBeUndefined();
  });

  it('keeps the largest adapter with the fullest taste', async () => {
    const ada = ownerOf();
    const ids = Array.from({ length: MOST_TITLES }, (_, i) => idOf(String(i)));
    const many = (length: number, one: string) => Array.from({ length }, () => one);
    const taste: StoredTaste['taste'] = {
      titles: ids.map((title) => ({
        title,
        at: 1_763_719_200_000,
        completion: 0.333_333_333_333_333_3,
        rating: 4.333_333_333_333_333,
        again: true,
        added: true,
        clicked: true,
      })),
      seen: many(MOST_SEEN, 'ffffffff'),
      refused: many(500, String(ids[0])) as typeof ids,
      muted: many(50, `context:${'x'.repeat(80)}`),
      handled: many(500, 'ffffffffffff'),
    };
    const largest = { inputs: 768, outputs: 256, rank: 256 };
    const stored = { taste, adapter: new Uint8Array(adapterBytes(largest)).fill(255) };
    expect(await put(ada, stored)).toBe('changed');
    const found = await tastes.get(ada);
    expect(found?.taste).toEqual(taste);
    expect(Buffer.from(found?.adapter ?? []).equals(stored.adapter)).toBe(true);
  });

  it('drops an adapter that is none any more', async () => {
    const ada = ownerOf();
    await put(ada, { taste: noTaste, adapter: Uint8Array.of(1) });
    await put(ada, { taste: noTaste, adapter: undefined });
    expect(await tastes.get(ada)).toEqual({ taste: noTaste, adapter: undefined });
  });

  it('loses no change of many at once', async () => {
    const ada = ownerOf();
    const refuse = (name: string) =>
      tastes.change(ada, async ({ taste }) => ({
        taste: { ...taste, refused: [...taste.refused, idOf(name)] },
        adapter: undefined,
      }));
    await Promise.all(['a', 'b', 'c', 'd'].map(refuse));
    expect((await tastes.latest(1))[0]?.taste.refused.sort()).toEqual(['a', 'b', 'c', 'd'].map(idOf).sort());
  });

  it('keeps nothing of an account or a profile that was deleted', async () => {
    const ada = ownerOf();
    await put(ada, { taste: liking('a'), adapter: undefined });
    await opened.bury(ada.account);
    expect(await put(ada, { taste: liking('b'), adapter: undefined })).toBe('forgotten');
    const nobody = { account: ownerOf().account, profile: ownerOf().profile };
    expect(await put(nobody, { taste: liking('b'), adapter: undefined })).toBe('forgotten');
    expect(await tastes.get(nobody)).toBeUndefined();
  });

  it('forgets a profile, again and again', async () => {
    const ada = ownerOf();
    await put(ada, { taste: liking('a'), adapter: Uint8Array.of(1) });
    for (let i = 0; i < 2; i++) {
      await tastes.forget(ada);
      expect(await tastes.get(ada)).toBeUndefined();
    }
  });

  it('tells whose changed last', async () => {
    const owners = [ownerOf(), ownerOf(), ownerOf()];
    for (const owner of owners) {
      await put(owner, { taste: liking(owner.account), adapter: undefined });
      opened.advance(1_000);
    }
    expect((await tastes.latest(2)).map(({ account }) => account)).toEqual(
      [owners[2], owners[1]].map((owner) => owner?.account),
    );
  });

  it('holds the largest adapter', async () => {
    const ada = ownerOf();
    const adapter = new Uint8Array(900_000).fill(7);
    await put(ada, { taste: noTaste, adapter });
    expect((await tastes.get(ada))?.adapter).toEqual(adapter);
  });
}
