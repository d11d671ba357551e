import type { TitleId } from '../title/title-id.js';
import type { FrozenList } from './frozen-lists.js';
import type { Scored } from './title-index.js';

/** Weights of the parts, measured elsewhere on half-remembered queries: keywords + 1.2 x encoder beat rank fusion. */
const weights = { keywords: 1, text: 1.2, facts: 0.4 } as const;
type Part = keyof typeof weights;

/** Longest ranked list that later pages can read. */
export const MAX_RANKED = 1_000;

/** One list out of several: standardised scores, added by weight. Equal scores are ordered by id. */
export function fuse(lists: Record<Part, readonly Scored[]>): FrozenList {
  const totals = new Map<TitleId, number>();
  const parts = (Object.keys(weights) as Part[]).filter((part) => lists[part].length > 0);
  const standard = parts.map((part) => ({ weight: weights[part], ...standardise(lists[part]) }));
  for (const { scores } of standard) for (const id of scores.keys()) totals.set(id, 0);
  for (const id of totals.keys()) {
    // A title that a list lacks is at best as good there as its last one.
    const total = standard.reduce(
      (sum, { weight, scores, least }) => sum + weight * (scores.get(id) ?? least),
      0,
    );
    totals.set(id, total);
  }
  const ranked = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MAX_RANKED);
  return { ids: ranked.map(([id]) => id), scores: ranked.map(([, score]) => score) };
}

function standardise(list: readonly Scored[]): { scores: Map<TitleId, number>; least: number } {
  const mean = list.reduce((sum, { score }) => sum + score, 0) / list.length;
  const deviation =
    Math.sqrt(list.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / list.length) || 1;
  const scores = new Map(list.map(({ id, score }) => [id, (score - mean) / deviation]));
  return { scores, least: Math.min(...scores.values()) };
}
