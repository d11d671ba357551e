import { describe, expect, it } from 'vitest';
import { titleIdFrom } from '../../../shared/title/title-id.js';
import { completed, swiped, Tally } from './newcomers.js';

const ids = Array.from({ length: 30 }, (_, i) => titleIdFrom('test', String(i)));
const some = (...titles: number[]) => titles.flatMap((title) => ids.slice(title, title + 1));
const person = {
  id: 'one',
  rated: [5, 2, 3, 4, 4.5].map((rating, i) => ({
    title: ids[i] ?? titleIdFrom('test', 'none'),
    rating,
    at: i,
  })),
};

describe('what somebody answers', () => {
  it('is what they rated of what they are shown, until they have liked enough', () => {
    const { said, looked } = swiped(some(9, 1, 0, 2, 3, 4), person, { likes: 2, at: 100 });
    expect(said.map(({ type, title }) => [type, ids.indexOf(title)])).toEqual([
      ['not_for_me', 1],
      ['rated', 0],
      ['rated', 3],
    ]);
    expect(looked).toBe(5);
  });

  it('is filled up with what they liked first, nothing twice', () => {
    const { said } = swiped(some(4), person, { likes: 3, at: 100 });
    const all = completed(said, some(0, 3, 4), 3, 100);
    expect(all.map(({ title }) => ids.indexOf(title))).toEqual([4, 0, 3]);
  });
});

describe('a tally', () => {
  it('counts what a list has of what was liked later, among its first ten', () => {
    const tally = new Tally();
    tally.add(
      { list: some(7, 1), late: [...some(...Array.from({ length: 10 }, (_, i) => 10 + i)), ...some(1)] },
      some(1, 2),
    );
    expect(tally.of('list').any).toBe(0.5);
    expect(tally.of('list').next).toBe(1);
    expect(tally.of('list').ndcg).toBeCloseTo(1 / Math.log2(3) / 2);
    expect(tally.of('late')).toEqual({ any: 0, next: 0, ndcg: 0 });
  });
});
