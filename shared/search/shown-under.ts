import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { Certification } from '../title/certifications.js';
import { isShown } from '../title/shown.js';
import type { TitleIndex } from './title-index.js';

/** Of titles of the artefact, by number, those that may be shown: the index knows ratings, the artefact does not. */
export async function shownUnder(
  ceiling: Certification,
  numbers: readonly number[],
  { titles }: CatalogueArtefact,
  titleIndex: Pick<TitleIndex, 'titles'>,
): Promise<number[]> {
  const found = await titleIndex.titles(numbers.map((number) => titles.id(number)));
  const shown = new Set(found.filter((title) => isShown(title, ceiling)).map(({ id }) => id));
  return numbers.filter((number) => shown.has(titles.id(number)));
}
