import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { TitleId } from '../title/title-id.js';

/** Titles that are looked at, the most popular: somebody who begins has seen some of them. */
const LOOKED_AT = 400;
/** How often an answer is likely to come: beyond it a title is hardly known. */
const KNOWN = 0.5;

/**
 * The titles whose like or dislike says most about a viewer of whom nothing is known: known to many, and each of a part
 * of the catalogue that those before it say nothing of. A title covers the others by what they share in genres, weighed
 * by how well known both are; the one that adds most cover is next (greedy, as for any submodular choice).
 * @param among the titles that may be shown
 */
export function informative(
  among: ReadonlySet<TitleId>,
  { titles }: CatalogueArtefact,
  limit: number,
): TitleId[] {
  const numbers = Array.from({ length: Math.min(LOOKED_AT, titles.count) }, (_, title) => title).filter(
    (title) => among.has(titles.id(title)),
  );
  const genres = numbers.map((title) => new Set(titles.labels('genres', title)));
  const known = numbers.map((title) => titles.popularity(title) ** KNOWN);
  const covered = new Float64Array(numbers.length);
  const picked: number[] = [];
  const likeness = (a: number, b: number) => jaccard(genres[a] ?? new Set(), genres[b] ?? new Set());
  const gain = (one: number) =>
    (known[one] ?? 0) *
    numbers.reduce(
      (sum, _, other) =>
        sum + (known[other] ?? 0) * Math.max(0, likeness(one, other) - (covered[other] ?? 0)),
      0,
    );
  while (picked.length < Math.min(limit, numbers.length)) {
    const gains = numbers.map((_, one) => (picked.includes(one) ? Number.NEGATIVE_INFINITY : gain(one)));
    const best = gains.reduce((first, value, one) => (value > (gains[first] ?? 0) ? one : first), 0);
    picked.push(best);
    for (const other of covered.keys()) covered[other] = Math.max(covered[other] ?? 0, likeness(best, other));
  }
  return picked.flatMap((one) => {
    const title = numbers[one];
    return title === undefined ? [] : [titles.id(title)];
  });
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size === 0 && b.size === 0) return 0;
  const both = [...a].filter((value) => b.has(value)).length;
  return both / (a.size + b.size - both);
}
