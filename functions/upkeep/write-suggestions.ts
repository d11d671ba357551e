import { job } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';
import type { TitleIndex, TitleName } from '../../shared/search/title-index.js';
import { MOST_SUGGESTED } from '../../shared/suggest/suggestions.js';
import { writeTitleNames } from '../../shared/suggest/title-names.js';

/** Titles read from the index at a time. */
const PAGE = 5_000;

/** Every minute: publishes the names to suggest, where a title has changed since the last time. */
export const writeSuggestions = job(
  async (
    _slot,
    { cacheGeneration, suggestions, titleIndex }: Uses<'cacheGeneration' | 'suggestions' | 'titleIndex'>,
  ) => {
    // Read before the names: what changes while they are read is found to differ the next time.
    const generation = await cacheGeneration.current();
    if (generation === (await suggestions.published())) return;
    const names = await mostPopular(titleIndex);
    const complete = names.length < MOST_SUGGESTED;
    await suggestions.publish(generation, writeTitleNames(names, { generation, complete }));
  },
);

async function mostPopular(titleIndex: TitleIndex): Promise<TitleName[]> {
  const names: TitleName[] = [];
  let after: number | undefined;
  while (names.length < MOST_SUGGESTED) {
    const page = await titleIndex.names(Math.min(PAGE, MOST_SUGGESTED - names.length), after);
    names.push(...page);
    after = page.at(-1)?.rank;
    if (page.length < PAGE) break;
  }
  return names;
}
