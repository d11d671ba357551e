import fc from 'fast-check';
import { expect, it } from 'vitest';
import { artefactOf } from '../../tests/support/artefact.js';
import { findTitles } from './find-titles.js';

const catalogue = artefactOf(
  { title: 'The Lord of the Rings: The Fellowship of the Ring', year: 2001 },
  { title: 'The Lord of the Rings: The Two Towers', year: 2002 },
  { title: 'Dune', year: 2021 },
  { title: 'Resident Evil', year: 2002 },
  { title: 'Spider-Man', year: 2002 },
  { title: 'Rocky II', year: 1979 },
  { title: "Ocean's Eleven", year: 2001 },
  { title: 'Kill Bill: Vol. 2', year: 2004 },
  { title: 'Dune', year: 1984 },
  { title: 'Fast & Furious', year: 2009 },
  { title: 'Amélie', original_title: "Le Fabuleux Destin d'Amélie Poulain", year: 2001 },
  { title: 'Parasite', original_title: '기생충', year: 2019 },
  { title: 'Blade Runner 2049', year: 2017 },
  { title: 'Guardians of the Galaxy Vol. 2', year: 2017 },
  { title: 'Interstellar', year: 2014 },
  { title: 'Shurik', year: 1965 },
  { title: 'V for Vendetta', year: 2005 },
  { title: 'Up', year: 2009 },
  { title: 'It', year: 2017 },
  { title: 'Heat', year: 1995 },
  { title: 'The Matrix', year: 1999 },
  { title: 'The Terminator', year: 1984 },
  { title: 'Terminator 2: Judgment Day', year: 1991 },
  { title: 'Star Trek II: The Wrath of Khan', year: 1982 },
);

async function find(text: string, limit = 3): Promise<string[]> {
  const found = await findTitles(catalogue, text, { limit });
  return found.map(({ title, how, edits }) =>
    [catalogue.titles.name(title), catalogue.titles.year(title), how, edits].join(', '),
  );
}

it.each([
  ['dune', ['Dune, 2021, exact, 0', 'Dune, 1984, exact, 0']],
  ['AMELIE', ['Amélie, 2001, exact, 0']],
  ["le fabuleux destin d'amelie poulain", ['Amélie, 2001, exact, 0']],
  ['UP', ['Up, 2009, exact, 0']],
  ['residentevil', ['Resident Evil, 2002, squashed, 0']],
  ['spiderman', ['Spider-Man, 2002, squashed, 0']],
  ['ama zing', []],
  ['matrix', ['The Matrix, 1999, squashed, 0']],
  ['thematrix', ['The Matrix, 1999, squashed, 0']],
  ['Matrix, The', ['The Matrix, 1999, squashed, 0']],
  ['rocky 2', ['Rocky II, 1979, squashed, 0']],
  ['oceans 11', ["Ocean's Eleven, 2001, squashed, 0"]],
  ['kill bill 2', ['Kill Bill: Vol. 2, 2004, squashed, 0']],
  ['terminator 2', ['Terminator 2: Judgment Day, 1991, squashed, 0']],
  ['star trek 2', ['Star Trek II: The Wrath of Khan, 1982, squashed, 0']],
  ['star trek', []],
  ['star trek 3', []],
  ['terminatr 2', ['Terminator 2: Judgment Day, 1991, typos, 1']],
  ['fast and furious', ['Fast & Furious, 2009, exact, 0']],
  ['기생충', ['Parasite, 2019, exact, 0']],
  ['gisaengchung', ['Parasite, 2019, exact, 0']],
  ['Шурик', ['Shurik, 1965, exact, 0']],
  ['v for vendetta', ['V for Vendetta, 2005, exact, 0']],
  ['gotg2', ['Guardians of the Galaxy Vol. 2, 2017, abbreviation, 0']],
  ['intersteler', ['Interstellar, 2014, typos, 2']],
  ['the matirx', ['The Matrix, 1999, typos, 1']],
  ['residnt evl', ['Resident Evil, 2002, typos, 2']],
  ['residentevl', ['Resident Evil, 2002, typos, 1']],
  ['rcky 2', ['Rocky II, 1979, typos, 1']],
  ['heta', ['Heat, 1995, typos, 1']],
  ['ip', []],
  ['dune 1984', ['Dune, 1984, exact, 0']],
  ['dune (2021)', ['Dune, 2021, exact, 0']],
  ['dune 1985', ['Dune, 1984, exact, 0']],
  ['dune 1999', []],
  ['dnue 1984', ['Dune, 1984, typos, 1']],
  ['blade runner 2049', ['Blade Runner 2049, 2017, exact, 0']],
  ['blade runner 2049 (2017)', ['Blade Runner 2049, 2017, exact, 0']],
  ['a heist inside dreams', []],
  ['!?', []],
  ['', []],
])('finds for %j', async (typed, expected) => {
  expect(await find(typed)).toEqual(expected);
});

it('finds by initials, of the whole name or before its part, with the article or without', async () => {
  const rings = [
    'The Lord of the Rings: The Fellowship of the Ring, 2001',
    'The Lord of the Rings: The Two Towers, 2002',
  ];
  for (const typed of ['LOTR', 'tlotr', 'L.O.T.R.'])
    expect(await find(typed)).toEqual(rings.map((title) => `${title}, abbreviation, 0`));
  expect(await find('lotrttt')).toEqual([`${rings[1]}, abbreviation, 0`]);
  expect(await find('lo')).toEqual([]);
});

it('gives no more than asked, and stays quick with what is no title', async () => {
  expect(await find('dune', 1)).toEqual(['Dune, 2021, exact, 0']);
  expect(await find('"'.repeat(2_000))).toEqual([]);
  expect(await find('interstellr '.repeat(150))).toEqual([]);
});

it('finds every title with one letter wrong, and none beyond the edits', async () => {
  const title = fc.constantFrom('Interstellar', 'The Matrix', 'Fast & Furious', 'Blade Runner 2049');
  await fc.assert(
    fc.asyncProperty(title, fc.nat(), fc.constantFrom('x', 'q', ''), async (name, place, letter) => {
      const long = [...name.matchAll(/\p{L}{5,}/gu)].flatMap(({ index, 0: word }) =>
        [...word].map((_, i) => index + i),
      );
      const at = long[place % long.length] ?? 0;
      const found = await findTitles(catalogue, name.slice(0, at) + letter + name.slice(at + 1), {
        limit: 5,
      });
      expect(found.map((one) => catalogue.titles.name(one.title))).toContain(name);
      for (const { how, edits } of found) expect(how === 'typos' ? [1, 2] : [0]).toContain(edits);
    }),
    { numRuns: 300 },
  );
});
