import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { TitleId } from '../title/title-id.js';
import { has, isWithin } from './signals.js';
import type { Wanted, WantedLabel } from './wanted.js';

/** Titles with all that was asked for that are looked at. */
const MOST = 200;
/** Titles of one label that are looked through for the others. */
const MOST_LOOKED_THROUGH = 20_000;

export interface Candidates {
  /** Titles whose name the query is. */
  named: TitleId[];
  /** Those like the ones it names, and the most popular ones with all people, genres and years that it asks for. */
  others: TitleId[];
}

/** Titles that are looked at beside those that the index finds. */
export function candidatesOf(wanted: Wanted, artefact: CatalogueArtefact): Candidates {
  const idsOf = (titles: Iterable<number>) =>
    Array.from(new Set(titles), (title) => artefact.titles.id(title));
  return {
    named: idsOf(wanted.named.keys()),
    others: idsOf([...wanted.alike.keys(), ...withProperties(wanted, artefact)]),
  };
}

function withProperties({ kind, people, labels, years }: Wanted, artefact: CatalogueArtefact): number[] {
  if (kind === 'description') return [];
  const asked = [...people, ...labels];
  if (asked.length === 0 && !years) return [];
  const [shortest] = asked.map((label) => titlesWith(label, artefact)).sort((a, b) => a.length - b.length);
  const count = Math.min(MOST_LOOKED_THROUGH, shortest?.length ?? artefact.titles.count);
  const found: number[] = [];
  for (let i = 0; i < count && found.length < MOST; i++) {
    const title = shortest?.[i] ?? i;
    const isOfThen = !years || isWithin(years, artefact.titles.year(title));
    if (isOfThen && asked.every((label) => has(label, title, artefact))) found.push(title);
  }
  return found;
}

/** Ascending: the most popular first. */
function titlesWith({ any }: WantedLabel, { titles }: CatalogueArtefact): ArrayLike<number> {
  const lists = any.flatMap(({ kind, labels }) =>
    [...labels].map((label) => titles.columns.labels[kind].titles(label)),
  );
  const [only] = lists;
  if (only && lists.length === 1) return only;
  return [...new Set(lists.flatMap((list) => [...list]))].sort((a, b) => a - b);
}
