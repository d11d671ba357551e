import { describe, expect, it } from 'vitest';
import { artefactOf } from '../../tests/support/artefact.js';
import { reasonsInCommon } from './reasons.js';
import { best, graphLikeness, priorOf, sharedNodes } from './similarity.js';

const films = artefactOf(
  {
    title: 'Heat',
    genres: ['crime', 'drama'],
    cast: ['Al Pacino', 'Robert De Niro'],
    directors: ['Michael Mann'],
    themes: ['heist'],
  },
  { title: 'Collateral', genres: ['crime', 'drama'], directors: ['Michael Mann'], moods: ['tense'] },
  { title: 'Inside Man', genres: ['crime', 'drama'], themes: ['heist'] },
  { title: 'Paterson', genres: ['drama'], year: 2016 },
  { title: 'Amélie', genres: ['comedy'] },
  { title: 'Ronin', genres: ['crime'], cast: ['Robert De Niro'], collection: 'ronin' },
);
const [HEAT, COLLATERAL, INSIDE_MAN, PATERSON, AMELIE, RONIN] = [0, 1, 2, 3, 4, 5];

describe('likeness by the graph', () => {
  const likeness = graphLikeness(HEAT, films);

  it('is the sum over the nodes that two titles share, and nothing with oneself', () => {
    for (const other of [COLLATERAL, INSIDE_MAN, PATERSON, AMELIE, RONIN]) {
      const sum = sharedNodes(HEAT, other, films).reduce((all, { weight }) => all + weight, 0);
      expect(likeness[other]).toBeCloseTo(sum, 5);
    }
    expect([likeness[HEAT], likeness[AMELIE]]).toEqual([0, 0]);
  });

  it('is the same from either side', () => {
    expect(graphLikeness(RONIN, films)[HEAT]).toBeCloseTo(likeness[RONIN] ?? 0, 5);
  });

  it('counts what few titles have more than what many have', () => {
    expect(best(likeness, 10).at(-1)).toBe(PATERSON);
    expect(sharedNodes(HEAT, COLLATERAL, films)[0]).toMatchObject({ kind: 'directors' });
  });

  it('gives no more of the best than are asked, and none that share nothing', () => {
    expect(best(likeness, 2)).toHaveLength(2);
    expect(best(likeness, 100)).toHaveLength(4);
  });
});

it('prefers titles of one time, and beside a well-known one others that are well known', () => {
  const { titles } = artefactOf({ title: 'Known', vote_count: 40_000 }, { title: 'Unknown', vote_count: 3 });
  const prior = (title: number, vote_count: number, year: number | null = 1999) =>
    priorOf(title, { vote_count, year }, titles);
  expect(prior(0, 100)).toBeGreaterThan(prior(0, 100, 1960));
  expect(prior(0, 100, 1960)).toBeGreaterThan(prior(0, 100, null));
  expect(prior(0, 30_000) - prior(1, 30_000)).toBeGreaterThan(prior(0, 3) - prior(1, 3));
  expect(prior(0, 0)).toBe(prior(1, 0));
});

it('says what two titles share, one of each kind first, at most three', () => {
  expect(reasonsInCommon(HEAT, COLLATERAL, films)).toEqual(['same director', 'genre: crime', 'genre: drama']);
  expect(reasonsInCommon(HEAT, RONIN, films)).toEqual(['with Robert De Niro', 'genre: crime']);
  expect(reasonsInCommon(HEAT, AMELIE, films)).toEqual([]);
});
