import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { TitleId } from '../title/title-id.js';
import { has } from './signals.js';
import type { Wanted, WantedLabel } from './wanted.js';

/** Titles with what was asked for that are looked at beside those that the index finds. */
const MOST = 200;
/** Titles of one label that are looked through for the others. */
const MOST_LOOKED_THROUGH = 20_000;

/** Titles of the name, and the most popular ones with all people, genres and years that are asked for. */
export function candidatesOf(wanted: Wanted, artefact: CatalogueArtefact): TitleId[] {
  const titles = new Set([...wanted.named.keys(), ...withProperties(wanted, artefact)]);
  return [...titles].map((title) => artefact.titles.id(title));
}

function withProperties({ kind, people, labels, years }: Wanted, artefact: CatalogueArtefact): number[] {
  if (kind === 'description') return [];
  const asked = [...people, ...labels];
  const lists = asked.map((label) => titlesWith(label, artefact));
  const shortest = lists.reduce<readonly number[] | undefined>(
    (least, list) => (least === undefined || list.length < least.length ? list : least),
    undefined,
  );
  const found: number[] = [];
  for (const title of shortest?.slice(0, MOST_LOOKED_THROUGH) ?? (years ? upTo(artefact.titles.count) : [])) {
    const year = artefact.titles.year(title);
    const inTime = !years || (year !== null && year >= (years.from ?? year) && year <= (years.to ?? year));
    if (inTime && asked.every((label) => has(label, title, artefact))) found.push(title);
    if (found.length === MOST) break;
  }
  return found;
}

function titlesWith({ kinds, labels }: WantedLabel, { titles }: CatalogueArtefact): number[] {
  const all = kinds.flatMap((kind) =>
    [...labels].flatMap((label) => [...titles.columns.labels[kind].titles(label)]),
  );
  return kinds.length * labels.size === 1 ? all : [...new Set(all)].sort((a, b) => a - b);
}

function upTo(count: number): number[] {
  return Array.from({ length: Math.min(count, MOST_LOOKED_THROUGH) }, (_, title) => title);
}
