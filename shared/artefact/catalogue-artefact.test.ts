import fc from 'fast-check';
import { expect, it } from 'vitest';
import { artefactFile, artefactOf, cardOf } from '../../tests/support/artefact.js';
import { titleIdFrom } from '../title/title-id.js';
import { CatalogueArtefact } from './catalogue-artefact.js';

const heat = {
  title: 'Heat',
  year: 1995,
  popularity_score: 0.75,
  vote_count: 70_000,
  language: 'en',
  collection: null,
  genres: ['crime', 'drama'],
  keywords: ['bank', 'heist'],
  cast: ['Al Pacino', 'Robert De Niro', 'Val Kilmer'],
  directors: ['Michael Mann'],
};
const catalogue = artefactOf(
  { title: 'The Godfather', collection: 'The Godfather Collection', cast: ['Marlon Brando', 'AL PACINO'] },
  heat,
  {
    title: 'Collateral',
    type: 'series',
    year: null,
    directors: ['Michael Mann'],
    creators: ['Michael Mann'],
  },
  { title: 'Шурик', original_title: 'Операция «Ы»', genres: ['drama', 'comedy'] },
);
const { titles, people, names } = catalogue;
const number = (title: string) => names.titlesWhole(title)[0] ?? -1;

it('gives back the facts of each title', () => {
  const title = number('heat');
  expect(title).toBe(1);
  expect(titles.about(title)).toEqual({
    id: cardOf(heat).id,
    title: 'Heat',
    year: 1995,
    type: 'movie',
    popularity: 0.75,
  });
  expect(titles.votes(title)).toBe(70_000);
  expect(titles.year(number('collateral'))).toBeNull();
  expect(titles.type(number('collateral'))).toBe('series');
  expect(titles.count).toBe(4);
});

it('finds a title by its id, and no other', () => {
  for (let title = 0; title < titles.count; title++) expect(titles.numberOf(titles.id(title))).toBe(title);
  expect(titles.numberOf(titleIdFrom('test', 'nowhere'))).toBeUndefined();
});

it('leads from a title to its labels and back', () => {
  const { genres, keywords, collections, languages } = titles.columns.labels;
  const texts = (labels: typeof genres, title: number) =>
    Array.from(labels.of.at(title), (l) => labels.text(l));
  expect(texts(genres, number('heat'))).toEqual(['crime', 'drama']);
  expect(texts(keywords, number('heat'))).toEqual(['bank', 'heist']);
  expect(texts(collections, 0)).toEqual(['The Godfather Collection']);
  expect(texts(collections, 1)).toEqual([]);
  expect(texts(languages, 1)).toEqual(['en']);
  expect([...genres.titles(genres.numberOf('drama') ?? -1)]).toEqual([1, 3]);
  expect(genres.numberOf('western')).toBeUndefined();
});

it('knows people by name, whatever the spelling, with their titles', () => {
  expect(names.peopleNamed('al pacino')).toEqual([{ name: 'AL PACINO', acted: 2, directed: 0 }]);
  expect(names.peopleNamed('michael mann')).toEqual([{ name: 'Michael Mann', acted: 0, directed: 2 }]);
  expect(names.peopleNamed('alpacino')).toEqual([{ name: 'AL PACINO', acted: 2, directed: 0 }]);
  expect(names.peopleSurnamed('mann')).toEqual([{ name: 'Michael Mann', acted: 0, directed: 2 }]);
  expect(names.peopleSurnamed('michael')).toEqual([]);
  const [mann = -1] = names.peopleWhole('michael mann');
  expect([...people.titles(mann)]).toEqual([1, 2]);
  const billed = Array.from(titles.labels('cast', 1), (person) => people.name(person));
  expect(billed).toEqual(['AL PACINO', 'Robert De Niro', 'Val Kilmer']);
  expect(people.name(0)).toBe('Michael Mann');
});

it('knows titles by each of their names, in Latin letters as well', () => {
  expect(names.titlesNamed('the godfather')).toMatchObject([{ title: 'The Godfather' }]);
  expect(names.titlesNamed('godfather')).toEqual([]);
  for (const name of ['шурик', 'shurik', 'операция ы', 'operatsiya y'])
    expect(names.titlesNamed(name)).toMatchObject([{ title: 'Шурик' }]);
});

it('names the words that are near, nearest first and then the more frequent', () => {
  const { names } = artefactOf(
    { title: 'Heat' },
    { title: 'Heal' },
    { title: 'Hear', cast: ['Amber Heard'] },
    { title: 'Hear Again' },
    { title: 'Great' },
  );
  expect(names.wordsLike('heat', 1)).toEqual(['heat', 'hear', 'heal']);
  expect(names.wordsLike('heat', 2)).toEqual(['heat', 'hear', 'heal', 'great', 'heard']);
  expect(names.wordsLike('heat', 0)).toEqual(['heat']);
  expect(names.wordsLike('eat', 0)).toEqual([]);
});

it('is the same wherever its bytes lie in memory', () => {
  const file = artefactFile([heat]);
  const shifted = Buffer.alloc(file.length + 3);
  shifted.set(file, 3);
  expect(new CatalogueArtefact(shifted.subarray(3)).titles.about(0).title).toBe('Heat');
});

it('holds no title', () => {
  const { titles, people, names } = artefactOf();
  expect([titles.count, people.count, names.titlesNamed('heat'), names.wordsLike('heat', 2)]).toEqual([
    0,
    0,
    [],
    [],
  ]);
});

it('refuses what it did not write', () => {
  expect(() => new CatalogueArtefact(Buffer.from('{"version":1}'))).toThrow();
  const other = artefactFile([heat])
    .toString('latin1')
    .replace(/"version":\d/, '"version":0');
  expect(() => new CatalogueArtefact(Buffer.from(other, 'latin1'))).toThrow('write it again');
});

it('finds each title by the name that it was given', () => {
  const name = fc.string({
    unit: fc.constantFrom('a', 'é', 'ß', '映', '2', ' ', ':', 'the ', 'ii'),
    minLength: 1,
  });
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), (all) => {
      const { titles } = artefactOf(...all.map((title) => ({ title })));
      expect(all.map((_, title) => titles.name(title))).toEqual(all);
    }),
  );
});
