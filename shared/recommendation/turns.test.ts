import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ProfileId, type Turn } from '../viewer/household.js';
import { afterPick, whoseTurn } from './turns.js';

const [ada, bo, kim] = [1, 2, 3].map(() => ProfileId.parse(randomUUID())) as [
  ProfileId,
  ProfileId,
  ProfileId,
];

/** Each pick suits whose turn it is best, and the others by chance. */
function picks(group: readonly [ProfileId, ...ProfileId[]], count: number): ProfileId[] {
  let turns: Turn[] = [];
  return Array.from({ length: count }, (_, i) => {
    const turn = whoseTurn(turns, group);
    const ratings = group.map((profile) => ({ profile, rating: profile === turn ? 0.9 : 0.5 }));
    turns = afterPick(turns, { turn, ratings, at: i + 1 });
    return turn;
  });
}

describe('whose turn it is', () => {
  it('goes round', () => {
    expect(picks([ada, bo], 6)).toEqual([ada, bo, ada, bo, ada, bo]);
    const three = picks([kim, bo, ada], 30);
    for (const one of [ada, bo, kim]) expect(three.filter((turn) => turn === one)).toHaveLength(10);
    expect(three.slice(0, 3)).toEqual([kim, bo, ada]);
  });

  it('is who was served least lately, whoever the others were', () => {
    const at = 1;
    const withKim = afterPick([], {
      turn: kim,
      ratings: [
        { profile: kim, rating: 1 },
        { profile: bo, rating: 0.4 },
      ],
      at,
    });
    expect(whoseTurn(withKim, [ada, bo])).toBe(bo);
    expect(whoseTurn(withKim, [kim, ada])).toBe(ada);
  });

  it('is remembered once a profile', () => {
    const ratings = [ada, bo].map((profile) => ({ profile, rating: 0.5 }));
    const once = afterPick([], { turn: ada, ratings, at: 1 });
    const twice = afterPick(once, { turn: bo, ratings, at: 2 });
    expect(twice).toEqual([
      { profile: ada, served: 0, at: 1 },
      { profile: bo, served: 0, at: 2 },
    ]);
  });
});
