import type { Interaction } from '../../../shared/sona/interaction.js';

/** What is measured: an incremental recommender. */
export interface Recommender {
  name: string;
  train(events: readonly Interaction[]): void | Promise<void>;
  /** How many titles come before this one or level with it, among those the viewer has not had: 0 is the best rank. */
  rank(viewer: number, title: number, at: number): number | Promise<number>;
  observe(event: Interaction): void;
}

/** The ranks that a recommender gave to what came next, by viewer, and what that took. */
export interface Outcome {
  ranks: number[];
  viewers: number[];
  /** Of each call that scores, in milliseconds. */
  scoringMs: number[];
}

const CUT = 10;

/** Ties count against the recommender; a title that it does not know has the worst rank. */
export function rankOf(
  scores: ArrayLike<number>,
  title: number,
  isCandidate: (title: number) => boolean,
): number {
  const own = scores[title] ?? 0;
  if (own <= 0) return Number.POSITIVE_INFINITY;
  let before = 0;
  for (let other = 0; other < scores.length; other++)
    if (other !== title && (scores[other] ?? 0) >= own && isCandidate(other)) before++;
  return before;
}

/** Before each event of the stream the titles are ranked, then it is revealed. */
export async function prequential(
  recommender: Recommender,
  training: readonly Interaction[],
  stream: readonly Interaction[],
): Promise<Outcome> {
  await recommender.train(training);
  const outcome: Outcome = { ranks: [], viewers: [], scoringMs: [] };
  for (const event of stream) {
    await ask(recommender, event, outcome);
    recommender.observe(event);
  }
  return outcome;
}

/** Each viewer's last event is left out of training and asked for. */
export async function leaveLastOut(
  recommender: Recommender,
  events: readonly Interaction[],
): Promise<Outcome> {
  const last = new Map<number, Interaction>();
  for (const event of events) last.set(event.viewer, event);
  const left = new Set(last.values());
  await recommender.train(events.filter((event) => !left.has(event)));
  const outcome: Outcome = { ranks: [], viewers: [], scoringMs: [] };
  for (const event of left) await ask(recommender, event, outcome);
  return outcome;
}

async function ask(
  recommender: Recommender,
  { viewer, title, at }: Interaction,
  outcome: Outcome,
): Promise<void> {
  const began = performance.now();
  const rank = await recommender.rank(viewer, title, at);
  outcome.scoringMs.push(performance.now() - began);
  outcome.ranks.push(rank);
  outcome.viewers.push(viewer);
}

export function hitRate({ ranks }: Pick<Outcome, 'ranks'>): number {
  return ranks.filter((rank) => rank < CUT).length / ranks.length;
}

/** With one relevant title: 1 / log2(2 + rank) where it is among the first ten. */
export function ndcg({ ranks }: Outcome): number {
  return ranks.reduce((sum, rank) => sum + (rank < CUT ? 1 / Math.log2(2 + rank) : 0), 0) / ranks.length;
}

/**
 * How much higher the first hit rate is than the second's, relatively, with the interval that holds 95% of what the
 * same viewers drawn again with repetition give: a viewer's events hang together, so viewers are drawn, not events.
 * @param random uniform on [0, 1)
 */
export function liftOf(
  better: Outcome,
  base: Outcome,
  random: () => number,
): { lift: number; low: number; high: number } {
  const hits = new Map<number, { better: number; base: number }>();
  for (const [i, viewer] of base.viewers.entries()) {
    const sums = hits.get(viewer) ?? { better: 0, base: 0 };
    if ((better.ranks[i] ?? CUT) < CUT) sums.better++;
    if ((base.ranks[i] ?? CUT) < CUT) sums.base++;
    hits.set(viewer, sums);
  }
  const all = [...hits.values()];
  const lifts = Array.from({ length: 2_000 }, () => {
    const drawn = all.map((own) => all[Math.floor(random() * all.length)] ?? own);
    return ratio(drawn);
  }).sort((a, b) => a - b);
  return { lift: ratio(all), low: lifts[49] ?? Number.NaN, high: lifts[1_949] ?? Number.NaN };
}

function ratio(sums: readonly { better: number; base: number }[]): number {
  const better = sums.reduce((sum, own) => sum + own.better, 0);
  const base = sums.reduce((sum, own) => sum + own.base, 0);
  return better / base - 1;
}
