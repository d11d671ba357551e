/** A title with how likely it is, more is likelier. */
export interface Scored {
  title: number;
  score: number;
}

export interface DiversityOptions {
  k: number;
  /** 1 orders by score alone, 0 by difference alone. */
  lambda: number;
  /** 0 to 1. */
  similarity(a: number, b: number): number;
  /** Titles of the last list that was shown: not to be shown again without cause. */
  shownBefore?: ReadonlySet<number>;
}

/** What a title loses that stood in the list before, in units of the span of scores. */
const SHOWN_BEFORE = 0.15;

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): one by one the title that is likely and unlike those taken.
 * Scores are brought to 0 to 1 over the given titles.
 */
export function diversified(ranked: readonly Scored[], options: DiversityOptions): Scored[] {
  const { k, lambda, similarity, shownBefore } = options;
  const scores = ranked.map(({ score }) => score);
  const least = scores.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const span = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - least || 1;
  const left = ranked.map((scored) => ({
    scored,
    worth: (scored.score - least) / span - (shownBefore?.has(scored.title) ? SHOWN_BEFORE : 0),
    nearest: 0,
  }));
  const taken: Scored[] = [];
  while (taken.length < k && left.length > 0) {
    const values = left.map(({ worth, nearest }) => lambda * worth - (1 - lambda) * nearest);
    const best = values.indexOf(Math.max(...values));
    const [next] = left.splice(best, 1);
    if (next === undefined) break;
    taken.push(next.scored);
    for (const other of left)
      other.nearest = Math.max(other.nearest, similarity(other.scored.title, next.scored.title));
  }
  return taken;
}

/**
 * How far a list is from a taste: the Kullback-Leibler divergence of its genres' shares from the viewer's, smoothed
 * (calibrated recommendations, Steck 2018). 0 is the taste itself.
 */
export function miscalibration(
  taste: ReadonlyMap<string, number>,
  list: readonly (readonly string[])[],
): number {
  const shares = genreShares(list);
  let divergence = 0;
  for (const [genre, wanted] of taste)
    if (wanted > 0)
      divergence += wanted * Math.log(wanted / (0.99 * (shares.get(genre) ?? 0) + 0.01 * wanted));
  return divergence;
}

/** The share of each genre; a title of several counts in equal parts. */
export function genreShares(titles: readonly (readonly string[])[]): Map<string, number> {
  const shares = new Map<string, number>();
  const known = titles.filter((genres) => genres.length > 0);
  for (const genres of known)
    for (const genre of genres)
      shares.set(genre, (shares.get(genre) ?? 0) + 1 / (genres.length * known.length));
  return shares;
}
