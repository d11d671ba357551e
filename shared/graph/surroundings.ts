import { z } from 'zod';
import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { type Title, TitleType } from '../title/title.js';
import { TitleId } from '../title/title-id.js';
import { type Edge, type EdgeKind, edgeKinds, edgesOf, edgeWeight, nameOf } from './edges.js';
import { best, graphLikeness } from './similarity.js';

const kinds = ['title', 'person', 'genre', 'theme', 'mood', 'keyword', 'franchise'] as const;

const relations = [
  'part_of',
  'directed_by',
  'created_by',
  'with',
  'has_theme',
  'has_mood',
  'about',
  'has_genre',
] as const;

const meaning: Readonly<
  Record<EdgeKind, { kind: (typeof kinds)[number]; relation: (typeof relations)[number] }>
> = {
  collections: { kind: 'franchise', relation: 'part_of' },
  directors: { kind: 'person', relation: 'directed_by' },
  creators: { kind: 'person', relation: 'created_by' },
  cast: { kind: 'person', relation: 'with' },
  themes: { kind: 'theme', relation: 'has_theme' },
  moods: { kind: 'mood', relation: 'has_mood' },
  keywords: { kind: 'keyword', relation: 'about' },
  genres: { kind: 'genre', relation: 'has_genre' },
};

/** Most edges from the title itself; a title has hardly ever more. */
export const MOST_EDGES = 60;

const GraphNode = z.object({
  id: z.string().describe('Of a title its id; of others kind and name: `genre:drama`.'),
  kind: z.enum(kinds),
  name: z.string(),
  title: z
    .object({ id: TitleId, type: TitleType, year: z.int().nullable() })
    .nullable()
    .describe('Of a title.'),
  titles: z.int().min(0).nullable().describe('Of another node: how many titles it has, where that is known.'),
});

export const GraphAnswer = z
  .object({
    title: z.string().describe('The id of the node in the middle.'),
    nodes: z.array(GraphNode),
    edges: z.array(
      z.object({
        from: z.string().describe('A title.'),
        to: z.string().describe('Another node.'),
        relation: z.enum(relations),
        weight: z
          .number()
          .nullable()
          .describe(
            'The rarer the node, the more; two titles are alike by the products of their edges to one node. ' +
              'Null where the graph does not hold the title.',
          ),
      }),
    ),
  })
  .meta({
    id: 'TitleGraph',
    description: 'A title, what it is joined to, and the titles nearest over that.',
  });
export type GraphAnswer = z.infer<typeof GraphAnswer>;

/** The titles that are nearest over the graph, by number. */
export function neighboursOf(title: number, artefact: CatalogueArtefact, limit: number): number[] {
  return best(graphLikeness(title, artefact), limit);
}

/** @param nearest of its neighbours those that are shown */
export function surroundings(
  title: number,
  artefact: CatalogueArtefact,
  nearest: readonly number[],
): GraphAnswer {
  const own = edgesOf(title, artefact).slice(0, MOST_EDGES);
  const joined = new Map(own.map((edge) => [nodeId(edge, artefact), edge]));
  return {
    title: artefact.titles.id(title),
    nodes: [
      ...[title, ...nearest].map((one) => titleNode(one, artefact)),
      ...Array.from(joined, ([id, edge]) => labelNode(id, edge, artefact)),
    ],
    edges: [
      ...own.map((edge) => edgeOf(title, edge, edge.weight, artefact)),
      ...nearest.flatMap((other) => edgesInto(other, own, artefact)),
    ],
  };
}

/** Of a title that the artefact does not hold: what it says itself. */
export function ownSurroundings(title: Title): GraphAnswer {
  const names: Readonly<Record<EdgeKind, readonly string[]>> = {
    ...title,
    collections: title.collection === null ? [] : [title.collection],
    directors: title.credits.directors,
    creators: title.credits.creators,
    cast: title.credits.cast.map(({ name }) => name),
  };
  const edges = edgeKinds
    .flatMap((kind) => [...new Set(names[kind])].map((name) => ({ ...meaning[kind], name })))
    .slice(0, MOST_EDGES)
    .map(({ kind, relation, name }) => ({ id: `${kind}:${name}`, kind, relation, name }));
  const others = new Map(
    edges.map(({ id, kind, name }) => [id, { id, kind, name, title: null, titles: null }]),
  );
  const { id, type, year } = title;
  return {
    title: id,
    nodes: [
      { id, kind: 'title', name: title.title, title: { id, type, year }, titles: null },
      ...others.values(),
    ],
    edges: edges.map(({ id: to, relation }) => ({ from: id, to, relation, weight: null })),
  };
}

/** Of the nodes of `own` those that the other title has too. */
function edgesInto(other: number, own: readonly Edge[], artefact: CatalogueArtefact): GraphAnswer['edges'] {
  return own.flatMap((edge) => {
    const labels = artefact.titles.labels(edge.kind, other);
    if (!labels.includes(edge.label)) return [];
    return [edgeOf(other, edge, edgeWeight(edge.kind, edge.label, labels.length, artefact), artefact)];
  });
}

function edgeOf(
  title: number,
  edge: Edge,
  weight: number,
  artefact: CatalogueArtefact,
): GraphAnswer['edges'][number] {
  const { relation } = meaning[edge.kind];
  return { from: artefact.titles.id(title), to: nodeId(edge, artefact), relation, weight };
}

function titleNode(title: number, { titles }: CatalogueArtefact): GraphAnswer['nodes'][number] {
  const { id, title: name, type, year } = titles.about(title);
  return { id, kind: 'title', name, title: { id, type, year }, titles: null };
}

function labelNode(id: string, edge: Edge, artefact: CatalogueArtefact): GraphAnswer['nodes'][number] {
  const { kind } = meaning[edge.kind];
  const { people, titles } = artefact;
  const held =
    kind === 'person' ? people.titles(edge.label) : titles.columns.labels[edge.kind].titles(edge.label);
  return { id, kind, name: nameOf(edge, artefact), title: null, titles: held.length };
}

function nodeId(edge: Edge, artefact: CatalogueArtefact): string {
  return `${meaning[edge.kind].kind}:${nameOf(edge, artefact)}`;
}
