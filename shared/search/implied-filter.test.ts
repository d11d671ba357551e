import { expect, it } from 'vitest';
import { artefactOf } from '../../tests/support/artefact.js';
import { impliedFilter, withImplied } from './implied-filter.js';
import { parseQuery } from './parse/parse.js';
import { wantedOf } from './wanted.js';

const artefact = artefactOf({ title: 'The 80s', year: 2011 }, { title: '1917', year: 2019 });

async function implied(q: string) {
  const parsed = parseQuery(q, artefact.names, 2026);
  const filter = withImplied({}, impliedFilter(parsed, await wantedOf(q, parsed, artefact)));
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

it.each([
  ['horror from the 80s on netflix', { year_from: 1980, year_to: 1989, platforms: ['netflix'] }],
  ['funny movies', { types: ['movie', 'documentary', 'short', 'special'] }],
  ['comedies under 100 minutes', { runtime_to: 100 }],
  ['korean drama series', { languages: ['ko'], types: ['series'] }],
  ['thrillers, no horror', { not_genres: ['horror'] }],
  ['dramas on netflix or hulu', { platforms: ['netflix', 'hulu'] }],
])('%s', async (q, filter) => {
  expect(await implied(q)).toEqual(filter);
});

it('leaves out nothing when the words may be the name of a title', async () => {
  expect(await implied('1917')).toEqual({});
  expect(await implied('the 80s')).toEqual({});
});

it('is overruled by what was asked for beside the words', () => {
  expect(withImplied({ year_from: 1999, genres: undefined }, { year_from: 1980, genres: ['war'] })).toEqual({
    year_from: 1999,
    genres: ['war'],
  });
});
