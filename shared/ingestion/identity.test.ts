import { describe, expect, it } from 'vitest';
import { record } from '../../tests/support/records.js';
import { bareName, comparableNames, familyOf, identityKeys, lookupKeys, nameKeys } from './identity.js';

describe('keys of identity', () => {
  it('come strongest first, and TMDb numbers each family apart', () => {
    const external_ids = { tmdb: 603, imdb: 'tt0133093', eidr: '10.5240/1489-49A2-3956-4B2D-FE16-5' };
    expect(identityKeys(record('file', { id: 'm', title: 'The Matrix', external_ids }))).toEqual([
      'eidr:10.5240/1489-49A2-3956-4B2D-FE16-5',
      'imdb:tt0133093',
      'tmdb:film:603',
      'file:m',
    ]);
    expect(identityKeys(record('file', { id: 's', type: 'series', title: 'X', external_ids }))).toContain(
      'tmdb:series:603',
    );
  });

  it.each([
    ['an IMDb id of a person', { imdb: 'nm0000206' }],
    ['an IMDb id without its letters', { imdb: '0133093' }],
    ['a TMDb id that is no number', { tmdb: 'the-matrix' }],
    ['an EIDR of a video service', { eidr: '10.5239/8BE5-E3F6' }],
    ['an id that nobody else knows', { shop: '42' }],
  ])('leave out %s', (_what, external_ids) => {
    expect(identityKeys(record('file', { id: 'm', title: 'The Matrix', external_ids }))).toEqual(['file:m']);
  });

  it('find a title whatever its family', () => {
    expect(lookupKeys('TMDB', '603')).toEqual(['tmdb:film:603', 'tmdb:series:603', 'tmdb:episode:603']);
    expect(lookupKeys('imdb', 'tt0133093')).toEqual(['imdb:tt0133093']);
  });
});

describe('families', () => {
  it('take every kind of film together, and nothing else', () => {
    expect((['movie', 'short', 'documentary', 'special'] as const).map(familyOf)).toEqual(
      Array(4).fill('film'),
    );
    expect((['series', 'episode'] as const).map(familyOf)).toEqual(['series', 'episode']);
  });
});

describe('a bare name', () => {
  it.each([
    ['The Matrix', 'matrix'],
    ['Postman, The', 'postman'],
    ['Les Misérables', 'miserables'],
    ['Solaris (1972)', 'solaris'],
    ['Postino, Il (1994)', 'postino'],
    ['Prometheus (4K UHD)', 'prometheus'],
    ['The Sitter [Unrated Version]', 'sitter'],
    ["Blade Runner (The Director's Cut)", 'blade runner'],
    ['Birdman or (The Unexpected Virtue of Ignorance)', 'birdman or the unexpected virtue of ignorance'],
    ['Kill Bill: Vol. 2', 'kill bill volume 2'],
    ["Ocean's Eleven!", 'oceans eleven'],
    ['Love & Friendship', 'love and friendship'],
    ['Rocky IV', 'rocky 4'],
    ['Back to the Future Part III', 'back to the future part 3'],
    ['The Hunt: Part I', 'hunt part 1'],
    ['Malcolm X', 'malcolm x'],
    ['The King and I', 'king and i'],
    ['V for Vendetta', 'v for vendetta'],
    ['Vivi', 'vivi'],
    ['2046', '2046'],
    ['(2010)', '2010'],
    ['The', 'the'],
    ['Сталкер', 'сталкер'],
    ['…', ''],
  ])('of %s is "%s"', (name, bare) => {
    expect(bareName(name)).toBe(bare);
  });
});

describe('names of episodes', () => {
  const storyOf = (title: string, number = 5) => comparableNames([title], { type: 'episode', number });

  it.each([
    ['Fire: Part 1', 'fire'],
    ['Fire (1)', 'fire'],
    ['Fire (Part I)', 'fire'],
    ['The Star Wish', 'star wish'],
    ['Part of the Family', 'part of the family'],
  ])('%s is %s: the place in the season tells the part', (title, story) => {
    expect(storyOf(title)).toEqual([story]);
  });

  it.each(['Episode 5', 'Episode #1.5', 'Pilot', 'Folge 5', 'Chapter 5', '5', '!'])(
    '%s says no more than the place',
    (title) => {
      expect(storyOf(title)).toEqual([]);
    },
  );

  it('a chapter counted through the seasons says more', () => {
    expect(storyOf('Chapter 31')).toEqual(['chapter 31']);
  });
});

describe('name keys', () => {
  const keysOf = (line: Record<string, unknown>) => nameKeys(record('file', { id: 'a', ...line }));
  const meet = (a: Record<string, unknown>, b: Record<string, unknown>) =>
    keysOf(a).some((key) => keysOf(b).includes(key));

  it.each([
    ['Webb of Fear', 'Web of Fear'],
    ['Air Waves', 'Airwaves'],
    ['The Boy in the Striped Pajamas', 'The Boy in the Striped Pyjamas'],
  ])('of %s and %s meet', (title, other) => {
    expect(meet({ title }, { title: other })).toBe(true);
  });

  it.each([
    ['Rocky II', 'Rocky III'],
    ['Airport 77', 'Airport 7'],
    ['Heat', 'Cold'],
  ])('of %s and %s do not', (title, other) => {
    expect(meet({ title }, { title: other })).toBe(false);
  });

  it('meet by an original title', () => {
    expect(
      meet({ title: 'Spirited Away', original_title: '千と千尋の神隠し' }, { title: '千と千尋の神隠し' }),
    ).toBe(true);
  });

  it('do not meet across families', () => {
    expect(meet({ title: 'Fargo' }, { title: 'Fargo', type: 'series' })).toBe(false);
  });

  it('of an episode hold its place, without which there are none', () => {
    const episode = { type: 'episode', title: 'Secrets' };
    expect(meet({ ...episode, season: 1, number: 2 }, { ...episode, season: 1, number: 2 })).toBe(true);
    expect(meet({ ...episode, season: 1, number: 2 }, { ...episode, season: 2, number: 1 })).toBe(false);
    expect(keysOf({ ...episode, season: 0, number: 0 })).toHaveLength(1);
    expect(keysOf({ ...episode, season: 1 })).toEqual([]);
  });
});
