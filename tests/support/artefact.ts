import { ArtefactBuilder } from '../../shared/artefact/artefact-builder.js';
import { type ArtefactAbout, CatalogueArtefact } from '../../shared/artefact/catalogue-artefact.js';
import type { CatalogueCard } from '../../shared/search/title-index.js';
import { titleIdFrom } from '../../shared/title/title-id.js';

/** What is given of a card; people by name. */
export type GivenCard = Partial<Omit<CatalogueCard, 'credits'>> & {
  title: string;
  cast?: string[];
  directors?: string[];
  creators?: string[];
};

export function cardOf({ cast = [], directors = [], creators = [], ...given }: GivenCard): CatalogueCard {
  return {
    id: titleIdFrom('test', `${given.title} ${given.year ?? ''}`),
    original_title: null,
    year: 1999,
    type: 'movie',
    popularity_score: 0.5,
    vote_count: 0,
    language: null,
    collection: null,
    genres: [],
    themes: [],
    moods: [],
    keywords: [],
    credits: { cast: cast.map((name) => ({ name })), directors, creators },
    ...given,
  };
}

/** @param given most popular first */
export function artefactFile(given: readonly GivenCard[], about: Partial<ArtefactAbout> = {}): Buffer {
  const builder = new ArtefactBuilder();
  for (const card of given) builder.add(cardOf(card));
  return builder.finish({ generation: 1, complete: true, ...about });
}

export function artefactOf(...given: GivenCard[]): CatalogueArtefact {
  return new CatalogueArtefact(artefactFile(given));
}
