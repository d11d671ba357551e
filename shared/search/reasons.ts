import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { normaliseText } from '../text.js';
import type { Title } from '../title/title.js';
import { has } from './signals.js';
import type { Wanted } from './wanted.js';

/** Why a title is in the answer, the strongest first: each is true of what it was scored by. */
export function reasonsOf(
  title: Title,
  { wanted, artefact }: { wanted: Wanted; artefact: CatalogueArtefact | undefined },
): string[] {
  const isNamed = [title.title, title.original_title ?? ''].some(
    (name) => normaliseText(name) === wanted.text,
  );
  const number = artefact?.titles.numberOf(title.id);
  const reasons = [
    ...(isNamed ? ['title match'] : []),
    ...(artefact && number !== undefined ? heldReasons(number, isNamed, wanted, artefact) : []),
    ...(isOf(wanted.years, title.year) ? [`from ${title.year}`] : []),
  ];
  return reasons.length > 0 ? reasons : ['close to your words'];
}

function heldReasons(
  title: number,
  isNamed: boolean,
  { named, people, labels, like }: Wanted,
  artefact: CatalogueArtefact,
): string[] {
  const asked = [...people, ...labels];
  return [
    ...(named.has(title) && !isNamed ? ['close to the title'] : []),
    ...asked.filter((label) => has(label, title, artefact)).map(({ reason }) => reason),
    ...like.flatMap((other) => inCommon(other, title, artefact)),
  ];
}

function isOf(years: Wanted['years'], year: number | null): boolean {
  return years !== undefined && year !== null && year >= (years.from ?? year) && year <= (years.to ?? year);
}

const common = [
  ['directors', 'same director'],
  ['collections', 'same series of films'],
  ['cast', 'with'],
  ['themes', 'theme:'],
  ['moods', 'mood:'],
  ['keywords', 'about'],
] as const;
const MOST_IN_COMMON = 3;

/** What two titles share. */
function inCommon(like: number, title: number, { titles }: CatalogueArtefact): string[] {
  return common
    .flatMap(([kind, how]) => {
      const labels = new Set(titles.labels(kind, like));
      const shared = [...titles.labels(kind, title)].filter((label) => labels.has(label));
      if (kind === 'directors' || kind === 'collections') return shared.length > 0 ? [how] : [];
      return shared.slice(0, 1).map((label) => `${how} ${titles.columns.labels[kind].text(label)}`);
    })
    .slice(0, MOST_IN_COMMON);
}
