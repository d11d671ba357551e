import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TitleName } from '../search/title-index.js';
import { words } from '../text.js';
import { type TitleId, titleIdFrom } from '../title/title-id.js';
import { TitleNames, writeTitleNames } from './title-names.js';

const about = { generation: 7, complete: true };

function named(title: string, more: Partial<TitleName> = {}): TitleName {
  return { id: titleIdFrom('test', title), title, original_title: null, year: 1999, type: 'movie', ...more };
}

function read(...titles: TitleName[]): TitleNames {
  return new TitleNames(writeTitleNames(titles, about));
}

const catalogue = read(
  named('The Dark Knight', { year: 2008 }),
  named('Seven Samurai', { original_title: 'Shichinin no samurai', year: null }),
  named('Amélie', { original_title: "Le Fabuleux Destin d'Amélie Poulain" }),
  named('Dark', { type: 'series' }),
  named('Dark City Darkness'),
  named('映画', { type: 'documentary' }),
);

it.each([
  ['dar', ['The Dark Knight', 'Dark', 'Dark City Darkness']],
  ['da kn', ['The Dark Knight']],
  ['KNIGHT dark', ['The Dark Knight']],
  ['dark darkn', ['Dark City Darkness']],
  ['ark', []],
  ['AMEL', ['Amélie']],
  ['Amé', ['Amélie']],
  ['shichi', ['Seven Samurai']],
  ['samuraiiii', []],
  ['映', ['映画']],
  ['!?', []],
  ['', []],
])('finds by the beginnings of words: %j', (typed, expected) => {
  expect(catalogue.beginningWith(typed, 10).map(({ title }) => title)).toEqual(expected);
});

it('gives back what is shown of a title, and what was said of all', () => {
  expect(catalogue.beginningWith('seven', 1)).toEqual([
    { id: titleIdFrom('test', 'Seven Samurai'), title: 'Seven Samurai', year: null, type: 'movie' },
  ]);
  expect(catalogue.beginningWith('dark', 2)[1]).toMatchObject({ type: 'series', year: 1999 });
  expect(catalogue.about).toMatchObject(about);
});

it('is the same wherever its bytes lie in memory', () => {
  const file = writeTitleNames([named('Heat')], about);
  const shifted = Buffer.alloc(file.length + 3);
  shifted.set(file, 3);
  expect(new TitleNames(shifted.subarray(3)).beginningWith('h', 1)).toMatchObject([{ title: 'Heat' }]);
});

it('holds no title', () => {
  expect(read().beginningWith('a', 10)).toEqual([]);
});

it('refuses what it did not write', () => {
  expect(() => new TitleNames(Buffer.from('{"version":1}'))).toThrow();
  const other = writeTitleNames([], about).toString('latin1').replace('"version":1', '"version":9');
  expect(() => new TitleNames(Buffer.from(other, 'latin1'))).toThrow('write it again');
});

it('finds what looking at every title would find', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'ß', '映'), minLength: 1, maxLength: 3 });
  const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { maxLength: 30 }),
      name,
      fc.integer({ min: 1, max: 40 }),
      (names, typed, limit) => {
        const titles = names.map((title, i) => named(title, { id: idOf(i) }));
        const expected = titles.filter(({ title }) =>
          words(typed).every((start) => words(title).some((whole) => whole.startsWith(start))),
        );
        expect(
          read(...titles)
            .beginningWith(typed, limit)
            .map(({ id }) => id),
        ).toEqual(expected.slice(0, limit).map(({ id }) => id));
      },
    ),
  );
});

function idOf(place: number): TitleId {
  return titleIdFrom('test', `title ${place}`);
}
