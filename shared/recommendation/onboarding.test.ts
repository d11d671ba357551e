import { describe, expect, it } from 'vitest';
import { artefactOf } from '../../tests/support/artefact.js';
import { informative, renownIn } from './onboarding.js';

const genres = ['horror', 'romance', 'western'];
const artefact = artefactOf(
  ...Array.from({ length: 30 }, (_, i) => ({
    title: `film ${i}`,
    genres: [i < 20 ? 'horror' : (genres[1 + (i % 2)] ?? '')],
    popularity_score: 1 - i / 40,
  })),
);
const all = new Set(Array.from({ length: 30 }, (_, title) => artefact.titles.id(title)));

describe('titles to begin with', () => {
  it('are each of another kind, of which most are first', () => {
    const picked = informative(all, artefact, 3).map((id) => artefact.titles.numberOf(id) ?? -1);
    const kinds = picked.map((title) =>
      artefact.titles.columns.labels.genres.text(artefact.titles.labels('genres', title)[0] ?? 0),
    );
    expect(kinds[0]).toBe('horror');
    expect(new Set(kinds)).toEqual(new Set(genres));
    expect(picked[0]).toBe(0);
  });

  it('are no others than may be shown, each once', () => {
    const some = new Set([...all].slice(5, 15));
    const picked = informative(some, artefact, 20);
    expect(picked.length).toBe(10);
    expect(new Set(picked)).toEqual(some);
  });
});

describe('what viewers chose', () => {
  const titles = [20, 29, 3].map((title) => artefact.titles.id(title));
  const chosen = (events: number, lifts = [0, 0, 0]) =>
    renownIn({
      about: { events, titles },
      evidence: {
        popularity: {
          share: (title) => [0.5, 0.3, 0.2][title] ?? 0,
          ratingLift: (title) => lifts[title] ?? 0,
        },
      },
    });

  it('decides what is known once there is enough of it, and not before', () => {
    expect(informative(all, artefact, 1, chosen(200_000))).toEqual([titles[0]]);
    expect(informative(all, artefact, 1, chosen(0))).toEqual([artefact.titles.id(0)]);
  });

  it('counts more where it was rated well', () => {
    const renown = chosen(200_000, [0, 1, -1]);
    expect([...renown.keys()]).toEqual([titles[1], titles[0], titles[2]]);
    expect(Math.max(...renown.values())).toBeCloseTo(200 / 202);
  });

  it('says nothing where nothing was chosen', () => {
    expect(
      renownIn({
        about: { events: 0, titles: [] },
        evidence: { popularity: { share: () => 0, ratingLift: () => 0 } },
      }),
    ).toEqual(new Map());
  });
});
