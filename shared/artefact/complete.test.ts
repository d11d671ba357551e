import fc from 'fast-check';
import { expect, it } from 'vitest';
import { artefactOf } from '../../tests/support/artefact.js';
import { words } from '../text.js';
import type { CatalogueArtefact } from './catalogue-artefact.js';
import { type Completion, complete } from './complete.js';

const catalogue = artefactOf(
  { title: 'The Dark Knight', popularity_score: 0.9, cast: ['Christian Bale', 'Heath Ledger'] },
  { title: 'The Lord of the Rings: The Two Towers', cast: ['Ian McKellen'] },
  { title: 'Uptown Girls' },
  { title: 'Alien: Covenant', directors: ['Ridley Scott'] },
  { title: 'Alien', directors: ['Ridley Scott'] },
  { title: 'Resident Evil' },
  { title: 'Dark', cast: ['Alina Stone'] },
  { title: 'Up' },
  { title: 'Seven Samurai', original_title: 'Shichinin no samurai' },
  { title: 'Star Wars', directors: ['J.J. Abrams'] },
  { title: '映画' },
);

function shown({ titles, people }: CatalogueArtefact, typed: string, limit = 10) {
  const found = Object.entries<Completion[]>({ ...complete(catalogue, typed, limit) }).filter(
    ([, list]) => list.length > 0,
  );
  return Object.fromEntries(
    found.map(([name, list]) => [
      name,
      list.map(({ kind, number }) => (kind === 'title' ? titles.name(number) : `@${people.name(number)}`)),
    ]),
  );
}

it.each([
  ['da kn', { begun: ['The Dark Knight'] }],
  ['KNIGHT dark', { begun: ['The Dark Knight'] }],
  ['dark', { whole: ['Dark'], begun: ['The Dark Knight'] }],
  ['up', { whole: ['Up'], begun: ['Uptown Girls'] }],
  ['shichi', { begun: ['Seven Samurai'] }],
  ['yinghu', { begun: ['映画'] }],
  ['映', { begun: ['映画'] }],
  ['ridl', { begun: ['@Ridley Scott'] }],
  ['residentev', { joined: ['Resident Evil'] }],
  ['jj abr', { joined: ['@J.J. Abrams'] }],
  ['LOTR', { joined: ['The Lord of the Rings: The Two Towers'] }],
  ['heath legder', { near: ['@Heath Ledger'] }],
  ['chirstian', { near: ['@Christian Bale'] }],
  ['dra', {}],
  ['!?', {}],
  ['', {}],
])('completes %j', (typed, expected) => {
  expect(shown(catalogue, typed)).toEqual(expected);
});

it('puts what is near as a whole before what only begins so', () => {
  expect(shown(catalogue, 'alein')['near']).toEqual(['Alien', 'Alien: Covenant', '@Alina Stone']);
});

it('gives each once, and no more than asked', () => {
  expect(shown(catalogue, 'dark', 1)).toEqual({ whole: ['Dark'] });
  expect(shown(catalogue, 'al', 2)['begun']).toHaveLength(2);
});

it('finds what looking at every title would find, in the same order', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'ß', '映'), minLength: 1, maxLength: 3 });
  const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 30 }), name, (names, typed) => {
      const artefact = artefactOf(...names.map((title) => ({ title })));
      const { whole, begun } = complete(artefact, typed, 100);
      const isBegun = (title: number) =>
        artefact.titles
          .names(title)
          .some((one) => words(typed).every((start) => words(one).some((each) => each.startsWith(start))));
      const all = names.map((_, title) => title).filter(isBegun);
      expect([...whole, ...begun].map(({ number }) => number).sort((a, b) => a - b)).toEqual(all);
      expect(begun).toEqual([...begun].sort((a, b) => a.number - b.number));
    }),
  );
});
