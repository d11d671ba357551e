import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { Titles } from '../artefact/titles.js';
import { type Edge, edgesOf, edgeWeight } from './edges.js';

/** What counts beside the graph, in units of its likeness. */
export const weights = {
  /** Of the cosine of the vectors of two titles' texts. */
  meaning: 10,
  /** Of the cosine of the vectors of their facts, where it stands for the graph. */
  facts: 10,
  popularity: 10,
  /** Of two titles of the same year. */
  time: 1,
} as const;
/** Years in which what two titles have of one time falls to 1/e. */
const YEARS_APART = 8;

/**
 * How alike every title is to this one by what they share: over all ways of two edges between them, the sum of the
 * products of the edges' weights. By the titles' numbers; its own is 0.
 */
export function graphLikeness(title: number, artefact: CatalogueArtefact): Float32Array {
  const likeness = new Float32Array(artefact.titles.count);
  for (const { kind, label, weight } of edgesOf(title, artefact)) {
    const { of } = artefact.titles.columns.labels[kind];
    // What edgeWeight gives for a title with one node of the kind.
    const alone = weight * edgeWeight(kind, label, 1, artefact);
    for (const other of artefact.titles.columns.labels[kind].titles(label))
      likeness[other] = (likeness[other] ?? 0) + alone / Math.sqrt(of.lengthOf(other));
  }
  likeness[title] = 0;
  return likeness;
}

/** The titles with the highest numbers, as many as there are above 0, best first. */
export function best(numbers: Float32Array, limit: number): number[] {
  const falling = (a: number, b: number) => (numbers[b] ?? 0) - (numbers[a] ?? 0) || a - b;
  const found: number[] = [];
  let least = 0;
  for (let title = 0; title < numbers.length; title++) {
    const number = numbers[title] ?? 0;
    if (number <= least) continue;
    found.push(title);
    if (found.length < 2 * limit) continue;
    found.sort(falling).length = limit;
    least = numbers[found[limit - 1] ?? 0] ?? 0;
  }
  return found.sort(falling).slice(0, limit);
}

/** The titles that are most like one if nothing is known of their texts, and how much. @param graph its `graphLikeness` */
export function nearest(
  title: number,
  graph: Float32Array,
  { titles }: CatalogueArtefact,
  limit: number,
): Map<number, number> {
  const year = titles.year(title);
  const scores = graph.map((likeness, other) => (likeness > 0 ? likeness + priorOf(other, year, titles) : 0));
  return new Map(best(scores, limit).map((other) => [other, scores[other] ?? 0]));
}

/** What makes a title a good answer whatever it shares with one of that year. */
export function priorOf(title: number, year: number | null, titles: Titles): number {
  return weights.popularity * titles.popularity(title) + weights.time * sameTime(titles.year(title), year);
}

/** A node that two titles share, and how much of their likeness comes over it. */
export interface SharedNode extends Edge {
  /** Product of the weights of both edges. */
  weight: number;
}

/** What two titles share, the weightiest first; the weights add up to their likeness by the graph. */
export function sharedNodes(title: number, other: number, artefact: CatalogueArtefact): SharedNode[] {
  return edgesOf(title, artefact)
    .flatMap((edge) => {
      const labels = artefact.titles.labels(edge.kind, other);
      if (!labels.includes(edge.label)) return [];
      const across = edgeWeight(edge.kind, edge.label, labels.length, artefact);
      return [{ ...edge, weight: edge.weight * across }];
    })
    .sort((a, b) => b.weight - a.weight);
}

function sameTime(year: number | null, other: number | null): number {
  return year === null || other === null ? 0 : Math.exp(-Math.abs(year - other) / YEARS_APART);
}
