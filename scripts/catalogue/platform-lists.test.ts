import { describe, expect, test } from 'vitest';
import type { CatalogueInput } from '../../emulators/catalogue/lines.js';
import { isListingOf, type Listing, matchPlatformLists } from './platform-lists.js';

const film: CatalogueInput = {
  id: 'film-suspiria-1977',
  type: 'movie',
  title: 'Suspiria',
  year: 1977,
  cast: [{ name: 'Jessica Harper' }, 'Stefania Casini'],
  directors: ['Dario Argento'],
};

const series: CatalogueInput = {
  id: 'series-the-office',
  type: 'series',
  title: 'The Office',
  year: 2005,
  cast: ['Steve Carell'],
};

function listing(fields: Partial<Listing>): Listing {
  return {
    type: 'Movie',
    title: 'Suspiria',
    director: '',
    cast: '',
    date_added: '',
    release_year: 1977,
    ...fields,
  };
}

describe('a listing', () => {
  test.each<[string, Partial<Listing>]>([
    ['of the same year and a shared actor', { cast: 'Udo Kier, Jessica Harper' }],
    ['of the next year and the same director', { release_year: 1978, director: 'Dario Argento' }],
    ['that names nobody, of the same year', {}],
    ['spelt with accents and punctuation', { title: 'SUSPÍRIA!' }],
  ])('%s is the film', (_, fields) => {
    expect(isListingOf(film, listing(fields))).toBe(true);
  });

  test.each<[string, Partial<Listing>]>([
    ['of a remake', { release_year: 2018 }],
    ['of other people', { cast: 'Dakota Johnson, Tilda Swinton' }],
    ['of a series', { type: 'TV Show' }],
    ['of another name', { title: 'Inferno' }],
  ])('%s is not', (_, fields) => {
    expect(isListingOf(film, listing(fields))).toBe(false);
  });

  test('of a later season is the series, where people say so', () => {
    const office = { type: 'TV Show', title: 'The Office', release_year: 2013 } as const;
    expect(isListingOf(series, listing({ ...office, cast: 'Steve Carell' }))).toBe(true);
    expect(isListingOf(series, listing({ ...office, cast: 'Ricky Gervais' }))).toBe(false);
    expect(isListingOf(series, listing(office))).toBe(false);
    expect(isListingOf(series, listing({ ...office, cast: 'Steve Carell', release_year: 2001 }))).toBe(false);
  });
});

test('an offer is dated by the last addition to its list, however that is written', () => {
  const listings = [
    listing({ date_added: 'March 4, 2020' }),
    listing({ title: 'Inferno', date_added: '25-Sep-21' }),
    listing({ title: 'Opera', date_added: '' }),
  ];
  expect(matchPlatformLists([film, series], [{ platform: 'netflix', listings }])).toEqual([
    { id: 'film-suspiria-1977', platform: 'netflix', as_of: '2021-09-25' },
  ]);
});
