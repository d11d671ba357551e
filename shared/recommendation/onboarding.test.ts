import { describe, expect, it } from 'vitest';
import { artefactOf } from '../../tests/support/artefact.js';
import { informative } from './onboarding.js';

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
