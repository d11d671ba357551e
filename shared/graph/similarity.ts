import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { Titles } from '../artefact/titles.js';
import { type Edge, edgesOf, edgeWeight } from './edges.js';

/** What counts beside the graph, in units of its likeness; fitted with the weights of edges.ts. */
export const weights = {
  /** Of the cosine of the vectors of two titles' texts. */
  meaning: 2.4,
  /** Of the cosine of the vectors of their facts, where it stands for the graph. */
  facts: 3,
  /** Of two titles that are as well known as titles get. */
  renown: 12,
  /** Of two titles of the same year. */
  time: 4,
} as const;
/** Votes at which a title is as well known as it gets. Popularity would not do: it is of the day. */
const MOST_VOTES = 50_000;
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
  const about = { vote_count: titles.votes(title), year: titles.year(title) };
  const scores = graph.map((likeness, other) =>
    likeness > 0 ? likeness + priorOf(other, about, titles) : 0,
  );
  return new Map(best(scores, limit).map((other) => [other, scores[other] ?? 0]));
}

/**
 * What makes a title a good answer whatever it shares with the other: both are well known (of one that few know, others
 * that few know are as good), and of one time.
 */
export function priorOf(
  title: number,
  { vote_count, year }: { vote_count: number; year: number | null },
  titles: Titles,
): number {
  const known = renown(titles.votes(title)) * renown(vote_count);
  return weights.renown * known + weights.time * sameTime(titles.year(title), year);
}

/** 0 to 1. */
function renown(votes: number): number {
  return Math.min(1, Math.log1p(votes) / Math.log1p(MOST_VOTES));
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
