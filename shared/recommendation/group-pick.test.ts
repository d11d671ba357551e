import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Title } from '../title/title.js';
import { titleIdFrom } from '../title/title-id.js';
import { ProfileId } from '../viewer/household.js';
import { type GroupChoice, pickedFor } from './group-pick.js';

const ada = ProfileId.parse(randomUUID());
const bo = ProfileId.parse(randomUUID());

/** A title by how it suits the two, 0 to 1. */
function choice(name: string, ...ratings: [number, number]): GroupChoice {
  const id = titleIdFrom('test', name);
  const title = { id, title: name, genres: [name], collection: null, credits: { directors: [] } };
  return {
    title: title as unknown as Title,
    isNew: false,
    views: [ada, bo].map((profile, i) => ({
      profile,
      rating: ratings[i] ?? 0,
      score: 4 * (ratings[i] ?? 0) - 2,
      parts: [
        { key: 'popular', points: 1 },
        { key: 'taste', points: 4 * (ratings[i] ?? 0) - 3 },
      ],
    })),
  };
}
const nothing = new Set<string>();
const best = (choices: readonly GroupChoice[], turn: ProfileId, lately = nothing) =>
  pickedFor(choices, turn, 1, lately)[0]?.title.title;

describe('a pick for several', () => {
  const torn = [choice('hers', 0.95, 0.4), choice('his', 0.4, 0.95), choice('dull', 0.5, 0.5)];

  it('goes by whose turn it is', () => {
    expect(best(torn, ada)).toBe('hers');
    expect(best(torn, bo)).toBe('his');
  });

  it('is no misery to anybody while there is enough else', () => {
    const cruel = [choice('cruel', 1, 0.2), ...torn];
    expect(best(cruel, ada)).toBe('hers');
    expect(best([choice('cruel', 1, 0.2), choice('crueller', 1, 0.1)], ada)).toBe('cruel');
  });

  it('is another than lately while there is enough else', () => {
    const [first] = torn;
    if (!first) throw new Error('no title');
    const lately = new Set<string>([first.title.id]);
    expect(best(torn, ada, lately)).not.toBe('hers');
    expect(best([first], ada, lately)).toBe('hers');
  });

  it('has a score that its parts add up to', () => {
    for (const { score, parts } of pickedFor(torn, ada, 3, nothing))
      expect(parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(score, 9);
  });
});
