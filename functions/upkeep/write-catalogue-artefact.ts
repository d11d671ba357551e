import { ArtefactBuilder } from '../../shared/artefact/artefact-builder.js';
import { ARTEFACT_VERSION, MOST_TITLES } from '../../shared/artefact/catalogue-artefact.js';
import { job } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';
import type { TitleIndex } from '../../shared/search/title-index.js';

/** Titles read from the index at a time. */
const PAGE = 5_000;

/** Every minute: publishes the catalogue artefact, where a title or the artefact's form has changed since the last time. */
export const writeCatalogueArtefact = job(
  async (
    _slot,
    {
      cacheGeneration,
      catalogueArtefact,
      titleIndex,
    }: Uses<'cacheGeneration' | 'catalogueArtefact' | 'titleIndex'>,
  ) => {
    // Read before the titles: what changes while they are read is found to differ the next time.
    const generation = await cacheGeneration.current();
    const published = await catalogueArtefact.published();
    if (published?.generation === generation && published.version === ARTEFACT_VERSION) return;
    const builder = await mostPopular(titleIndex);
    const complete = builder.titles < MOST_TITLES;
    await catalogueArtefact.publish(generation, builder.finish({ generation, complete }));
  },
);

async function mostPopular(titleIndex: TitleIndex): Promise<ArtefactBuilder> {
  const builder = new ArtefactBuilder();
  let after: number | undefined;
  while (builder.titles < MOST_TITLES) {
    const page = await titleIndex.cards(Math.min(PAGE, MOST_TITLES - builder.titles), after);
    for (const { card } of page) builder.add(card);
    after = page.at(-1)?.rank;
    if (page.length < PAGE) break;
  }
  return builder;
}
