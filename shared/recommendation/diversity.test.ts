import { describe, expect, it } from 'vitest';
import { type TitleId, titleIdFrom } from '../title/title-id.js';
import { diverse } from './diversity.js';

const choice = (name: string, score: number, genre: string, isNew = false) => ({
  title: {
    id: titleIdFrom('test', name) as TitleId,
    name,
    genres: [genre],
    collection: null as string | null,
    credits: { cast: [], directors: [], creators: [] },
  },
  score,
  isNew,
});
const names = (list: readonly ReturnType<typeof choice>[]) => list.map(({ title }) => title.name);

describe('a list', () => {
  it('begins with the best, and then has something else', () => {
    const choices = [
      choice('a', 3, 'horror'),
      choice('b', 2.9, 'horror'),
      choice('c', 2.8, 'comedy'),
      choice('d', 0, 'war'),
    ];
    expect(names(diverse(choices, 3, new Map()))).toEqual(['a', 'c', 'b']);
  });

  it('keeps to the mix of what the viewer likes', () => {
    const choices = Array.from({ length: 40 }, (_, i) =>
      choice(`${i}`, 10 - i / 100, i % 2 ? 'horror' : 'comedy'),
    );
    const horror = (mix: Map<string, number>) =>
      diverse(choices, 10, mix).filter(({ title }) => title.genres.includes('horror')).length;
    expect(horror(new Map([['horror', 1]]))).toBeGreaterThan(horror(new Map([['comedy', 1]])));
  });

  it('has a bounded share of new titles, and one where there is one', () => {
    const news = Array.from({ length: 20 }, (_, i) => choice(`new${i}`, 100, 'drama', true));
    const olds = Array.from({ length: 20 }, (_, i) => choice(`old${i}`, 1, 'drama'));
    const count = (list: ReturnType<typeof diverse>) => list.filter(({ isNew }) => isNew).length;
    expect(count(diverse([...news, ...olds], 10, new Map()))).toBe(2);
    const last = choice('last', -100, 'drama', true);
    expect(count(diverse([...olds, last], 10, new Map()))).toBe(1);
  });

  it('has at most one of a franchise while there is anything else as good', () => {
    const choices = ['a', 'b', 'c', 'd'].map((name, i) => choice(name, name === 'd' ? 0 : 5 - i / 10, name));
    for (const one of choices.slice(0, 2)) one.title.collection = 'one';
    expect(names(diverse(choices, 2, new Map()))).toEqual(['a', 'c']);
  });

  it('is what there is where there is less', () => {
    expect(diverse([], 5, new Map())).toEqual([]);
    expect(names(diverse([choice('a', 1, 'war')], 5, new Map()))).toEqual(['a']);
  });
});
