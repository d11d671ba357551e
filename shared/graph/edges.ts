import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { LabelKind } from '../artefact/titles.js';

/** What joins titles in the knowledge graph: each is a kind of node between them. */
export const edgeKinds = [
  'collections',
  'directors',
  'creators',
  'cast',
  'themes',
  'moods',
  'keywords',
  'genres',
] as const satisfies readonly LabelKind[];
export type EdgeKind = (typeof edgeKinds)[number];

/**
 * How much a way from title to title over a node of each kind counts; see similarity.ts. Those of cast, directors, keywords
 * and genres were fitted to what half of the people of MovieLens latest-small liked together (`npm run bench -- similar`
 * judges by the other half); the data has no other kind, so these were set beside them.
 */
export const edgeWeights: Readonly<Record<EdgeKind, number>> = {
  collections: 0.7,
  directors: 0.2,
  creators: 0.2,
  cast: 0.3,
  themes: 0.3,
  moods: 0.3,
  keywords: 0.05,
  genres: 0.7,
};

/** An edge from a title to one of its nodes. */
export interface Edge {
  kind: EdgeKind;
  /** The number of its node among those of its kind. */
  label: number;
  /** Two such edges that meet in a node make two titles alike by the product of their weights. */
  weight: number;
}

/**
 * An edge weighs more the rarer its node is, and less the more nodes of its kind the title has: the root of
 * weight of the kind × ln(titles / titles of the node) / nodes of the kind.
 */
export function edgeWeight(
  kind: EdgeKind,
  label: number,
  siblings: number,
  artefact: CatalogueArtefact,
): number {
  return Math.sqrt((edgeWeights[kind] * rarity(kind, label, artefact)) / siblings);
}

/** The edges of a title, the heaviest first. */
export function edgesOf(title: number, artefact: CatalogueArtefact): Edge[] {
  return edgeKinds
    .flatMap((kind) => {
      const labels = artefact.titles.labels(kind, title);
      return Array.from(labels, (label) => ({
        kind,
        label,
        weight: edgeWeight(kind, label, labels.length, artefact),
      }));
    })
    .sort((a, b) => b.weight - a.weight);
}

/** As it is shown: a name, or a slug. */
export function nameOf({ kind, label }: Pick<Edge, 'kind' | 'label'>, { titles }: CatalogueArtefact): string {
  return titles.columns.labels[kind].text(label);
}

function rarity(kind: EdgeKind, label: number, { titles }: CatalogueArtefact): number {
  return Math.log(titles.count / Math.max(1, titles.columns.labels[kind].titles(label).length));
}
