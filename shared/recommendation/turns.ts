import type { ProfileId, Turn } from '../viewer/household.js';

/** How much of an earlier pick still counts at the next. */
const KEPT = 0.8;

/** A title that was picked for several profiles. */
export interface Pick {
  /** Whose turn it was. */
  turn: ProfileId;
  /** How well it suits each, 0 to 1. */
  ratings: readonly { profile: ProfileId; rating: number }[];
  /** Epoch milliseconds. */
  at: number;
}

/** The one of a group who was served least lately; of several such, whose turn is longest ago, then who is named first. */
export function whoseTurn(turns: readonly Turn[], group: readonly [ProfileId, ...ProfileId[]]): ProfileId {
  const [first, ...others] = group.map((profile) => turnOf(turns, profile));
  return others.reduce((next, one) => (isBefore(one, next) ? one : next), first ?? turnOf(turns, group[0]))
    .profile;
}

/** What is remembered after a pick: who was served better than the rest of the group has a smaller claim to the next. */
export function afterPick(turns: readonly Turn[], { turn, ratings, at }: Pick): Turn[] {
  const mean = ratings.reduce((sum, { rating }) => sum + rating, 0) / Math.max(1, ratings.length);
  const changed = ratings.map(({ profile, rating }): Turn => {
    const before = turnOf(turns, profile);
    const served = KEPT * before.served + (1 - KEPT) * (rating - mean);
    return { profile, served, at: profile === turn ? at : before.at };
  });
  const group = new Set(changed.map(({ profile }) => profile));
  return [...turns.filter(({ profile }) => !group.has(profile)), ...changed];
}

function turnOf(turns: readonly Turn[], profile: ProfileId): Turn {
  return turns.find((one) => one.profile === profile) ?? { profile, served: 0, at: 0 };
}

function isBefore(a: Turn, b: Turn): boolean {
  return a.served < b.served || (a.served === b.served && a.at < b.at);
}
