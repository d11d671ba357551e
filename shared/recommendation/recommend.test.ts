import { describe, expect, it } from 'vitest';
import { artefact, idOf, model, portsWith, shown, tasteOf, wish } from '../../tests/support/recommending.js';
import { recommend } from './recommend.js';
import { noTaste } from './taste.js';

describe('a list', () => {
  it('has each title once, none that was seen or refused or is gone', async () => {
    const taste = { ...tasteOf(1, 3, 5), refused: [idOf(7)] };
    const list = await recommend(wish(taste, { limit: 30 }), { model, artefact }, portsWith([idOf(9)]));
    const ids = list.map(({ title }) => title.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const film of [1, 3, 5, 7, 9]) expect(ids).not.toContain(idOf(film));
    expect(ids.length).toBe(30);
  });

  it('is of the latest list only where there is nothing else', async () => {
    const lately = shown.slice(0, 35).map(({ id }) => id);
    const few = await recommend(wish(noTaste, { lately, limit: 5 }), { model, artefact }, portsWith());
    expect(few.map(({ title }) => title.id).filter((id) => lately.includes(id))).toEqual([]);
    const many = await recommend(wish(noTaste, { lately, limit: 20 }), { model, artefact }, portsWith());
    expect(many).toHaveLength(20);
  });

  it('is the same when it is asked again, and there without an artefact', async () => {
    const ask = (with_ = artefact as typeof artefact | undefined) =>
      recommend(wish(tasteOf(2)), { model, artefact: with_ }, portsWith());
    expect(await ask()).toEqual(await ask());
    expect((await recommend(wish(tasteOf(2)), { model, artefact: undefined }, portsWith())).length).toBe(10);
  });
});
