import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { type EdgeKind, nameOf } from './edges.js';
import { type SharedNode, sharedNodes } from './similarity.js';

const MOST = 3;

const told: Readonly<Record<EdgeKind, (name: string) => string>> = {
  collections: () => 'same series of films',
  directors: () => 'same director',
  creators: () => 'same creator',
  cast: (name) => `with ${name}`,
  themes: (name) => `theme: ${name}`,
  moods: (name) => `mood: ${name}`,
  keywords: (name) => `about ${name}`,
  genres: (name) => `genre: ${name}`,
};

/**
 * What two titles share, in words, the weightiest first; one of each kind while there are any, and genres last: the others
 * say more to a viewer.
 */
export function reasonsInCommon(title: number, other: number, artefact: CatalogueArtefact): string[] {
  const shared = sharedNodes(title, other, artefact);
  const first = shared.filter((node, i) => shared.findIndex(({ kind }) => kind === node.kind) === i);
  const later = shared.filter((node) => !first.includes(node));
  const ordered = [...first, ...later].sort(
    (a, b) => Number(a.kind === 'genres') - Number(b.kind === 'genres'),
  );
  const tell = (node: SharedNode) => told[node.kind](nameOf(node, artefact));
  return [...new Set(ordered.map(tell))].slice(0, MOST);
}
