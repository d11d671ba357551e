import type { SearchAnswer } from './answers.js';
import { relaxations } from './relax.js';
import { type ShownRegions, withOffersOf } from './shown-offers.js';
import type { TitleFilter } from './title-filter.js';
import type { TitleIndex } from './title-index.js';

interface Asked {
  filter: TitleFilter;
  shown: ShownRegions;
  /** Where only titles that hold one of them were sought. */
  terms?: readonly number[] | undefined;
}

/** What a search answers in the end: offers of the regions asked; and where nothing was found, what to leave out. */
export async function finishAnswer(
  answer: SearchAnswer,
  { filter, shown, terms }: Asked,
  titleIndex: Pick<TitleIndex, 'count'>,
): Promise<SearchAnswer> {
  const data = answer.data.map((hit) => withOffersOf(hit, shown));
  if (data.length > 0) return { ...answer, data };
  const relax = await relaxations(titleIndex, filter, terms);
  return { ...answer, query: { ...answer.query, relax } };
}
