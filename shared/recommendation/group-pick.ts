import type { Title } from '../title/title.js';
import type { ProfileId } from '../viewer/household.js';
import { diverse } from './diversity.js';
import { merged, type Part } from './reasons.js';
import {
  type Gathered,
  gatheredFor,
  inSituation,
  type Learnt,
  type Ranked,
  type Recommended,
  type RecommendPorts,
  rankedAmong,
  type Wish,
} from './recommend.js';
import { openTo } from './sources.js';

/** Candidates of the best mean that the pick is made from. */
const SHORTLIST = 100;
/** What suits anybody worse than this share of the candidates is misery. */
const MISERY = 1 / 3;

export interface Member {
  profile: ProfileId;
  wish: Wish;
}

/** A title as one of the group sees it. */
export interface View {
  profile: ProfileId;
  /** The share of the candidates that suit them worse, 0 to 1. */
  rating: number;
  /** In standard deviations of their candidates' scores, so that nobody counts more for being easily excited. */
  score: number;
  /** What the score is made of, in the same unit. */
  parts: readonly Part[];
}

/** A title that suits all of the group, and how. */
export interface GroupChoice {
  title: Title;
  isNew: boolean;
  views: readonly View[];
}

export interface Picked extends Recommended {
  views: readonly View[];
}

/** What one of the group makes of all candidates. */
interface Opinion extends Member {
  ranked: ReadonlyMap<string, Ranked>;
  scores: readonly number[];
  deviation: number;
}

/**
 * Titles that the group may watch, those with the best mean first: candidates of each, without what any of them refused
 * or has seen, scored for each by their own taste and adapter.
 * @param members their wishes have one filter
 */
export async function groupChoices(
  members: readonly Member[],
  learnt: Learnt,
  ports: RecommendPorts,
): Promise<GroupChoice[]> {
  const gathered = await Promise.all(members.map(({ wish }) => gatheredFor(wish, learnt, ports)));
  const open = members.map(({ wish }) => openTo(wish.taste, wish.again));
  const titles = [...new Set(gathered.flatMap(({ pool }) => pool.titles))].filter((id) =>
    open.every((isOpen) => isOpen(id)),
  );
  const opinions = await Promise.all(
    members.map(async (member, i) => opinionOf(member, titles, gathered[i], learnt, ports)),
  );
  const best = titles
    .map((id) => ({ id, mean: opinions.reduce((sum, one) => sum + standing(one, id), 0) }))
    .filter(({ mean }) => Number.isFinite(mean))
    .sort((a, b) => b.mean - a.mean || (a.id < b.id ? -1 : 1))
    .slice(0, SHORTLIST);
  const shown = await ports.titleIndex.titles(best.map(({ id }) => id));
  return shown.map((title) => ({
    title,
    isNew: gathered.some(({ pool }) => pool.fresh.has(title.id)),
    views: opinions.flatMap((opinion) => viewOf(opinion, title) ?? []),
  }));
}

/**
 * A pick for the group, others after it: average without misery (Masthoff 2004). What is misery to anybody is left out
 * while there is enough else; of the rest the mean decides, in which whose turn it is weighs as much as all others and
 * one more. The mean is a sum, so that its parts are reasons as true as one viewer's.
 */
export function pickedFor(
  choices: readonly GroupChoice[],
  turn: ProfileId,
  limit: number,
  lately: ReadonlySet<string>,
): Picked[] {
  const others = choices.filter(({ title }) => !lately.has(title.id));
  const bearable = bearableOf(others.length >= limit ? others : choices, limit);
  const scored = bearable.map((choice) => ({ ...choice, ...weighed(choice, turn) }));
  return diverse(scored, limit, new Map()).map(({ title, score, parts, views }) => ({
    title,
    score,
    parts,
    views,
  }));
}

async function opinionOf(
  member: Member,
  titles: readonly Title['id'][],
  gathered: Gathered | undefined,
  learnt: Learnt,
  ports: RecommendPorts,
): Promise<Opinion> {
  if (!gathered) throw new Error('Candidates were gathered for each of the group.');
  const ranked = await rankedAmong(titles, gathered, learnt, ports);
  const scores = ranked.map(({ score }) => score);
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, scores.length);
  // Who cares for nothing more than for anything else has no deviation, and no say.
  const deviation = Math.sqrt(variance) || 1;
  return { ...member, ranked: new Map(ranked.map((one) => [one.title, one])), scores, deviation };
}

/** Not a number of what cannot be scored for them. */
function standing({ ranked, deviation }: Opinion, id: Title['id']): number {
  return (ranked.get(id)?.score ?? Number.NaN) / deviation;
}

function viewOf({ profile, wish, ranked, scores, deviation }: Opinion, title: Title): View | undefined {
  const one = ranked.get(title.id);
  if (!one) return undefined;
  const { score, parts } = inSituation(one, title, wish);
  return {
    profile,
    rating: scores.filter((other) => other < score).length / scores.length,
    score: score / deviation,
    parts: parts().map(({ key, points }) => ({ key, points: points / deviation })),
  };
}

function bearableOf(choices: readonly GroupChoice[], limit: number): readonly GroupChoice[] {
  const worst = ({ views }: GroupChoice) => Math.min(...views.map(({ rating }) => rating));
  const bearable = choices.filter((choice) => worst(choice) >= MISERY);
  return bearable.length >= limit
    ? bearable
    : [...choices].sort((a, b) => worst(b) - worst(a)).slice(0, limit);
}

function weighed({ views }: GroupChoice, turn: ProfileId): { score: number; parts: Part[] } {
  const all = 2 * views.length - 1;
  const shares = views.map((view) => ({ view, share: (view.profile === turn ? views.length : 1) / all }));
  return {
    score: shares.reduce((sum, { view, share }) => sum + share * view.score, 0),
    parts: merged(
      shares.flatMap(({ view, share }) =>
        view.parts.map(({ key, points }) => ({ key, points: share * points })),
      ),
    ),
  };
}
