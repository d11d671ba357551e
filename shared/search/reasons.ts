import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { reasonsInCommon } from '../graph/reasons.js';
import { normaliseText } from '../text.js';
import type { Title } from '../title/title.js';
import { isMarked, isWithin } from './signals.js';
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
    ...(wanted.years && isWithin(wanted.years, title.year) ? [`from ${title.year}`] : []),
  ];
  return reasons.length > 0 ? [...new Set(reasons)] : ['close to your words'];
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
    ...asked.flatMap(({ any }) => any.find((marking) => isMarked(marking, title, artefact))?.reason ?? []),
    ...like.flatMap((other) => reasonsInCommon(other, title, artefact)),
  ];
}
