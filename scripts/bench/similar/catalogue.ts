import { ArtefactBuilder } from '../../../shared/artefact/artefact-builder.js';
import { CatalogueArtefact } from '../../../shared/artefact/catalogue-artefact.js';
import { factsOf, factsSize, factsVector } from '../../../shared/embedding/facts-vector.js';
import { embeddingText } from '../../../shared/search/index-fields.js';
import type { Scored, TitleIndex } from '../../../shared/search/title-index.js';
import type { Title } from '../../../shared/title/title.js';
import { fileTitles } from '../../models/file-titles.js';
import { embedded, openEmbedder } from '../vector-engine/titles.js';

/** What the function of similar titles asks of the world, in this process: every vector is looked at. */
export interface Catalogue {
  titles: readonly Title[];
  artefact: CatalogueArtefact;
  index: Pick<TitleIndex, 'search' | 'titles'>;
}

export async function openCatalogue(data: string, say: (progress: string) => void): Promise<Catalogue> {
  const titles = Array.from(fileTitles(data), ({ entry }) => entry.title);
  const embedder = await openEmbedder();
  const texts = await embedded(embedder, titles.map(embeddingText), say);
  const facts = new Float32Array(titles.length * factsSize);
  titles.forEach((title, place) => {
    facts.set(factsVector(factsOf(title)), place * factsSize);
  });
  const placeOf = new Map(titles.map(({ id }, place) => [id, place]));
  const nearest = (
    vectors: Float32Array,
    vector: Float32Array,
    limit: number,
    but: Set<string>,
  ): Scored[] => {
    const scores = cosines(vectors, vector);
    const least = scores.toSorted().at(-limit - but.size) ?? 0;
    return titles
      .flatMap(({ id }, place) => {
        const score = scores[place] ?? 0;
        return score >= least && !but.has(id) ? [{ id, score }] : [];
      })
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  };
  return {
    titles,
    artefact: artefactOf(titles),
    index: {
      async search({ text, facts: wanted, limit, filter, among }) {
        const but = new Set<string>(filter.not_ids);
        const place = typeof text === 'string' ? placeOf.get(text) : undefined;
        const own = place === undefined ? undefined : at(texts, place, embedder.textSize);
        return {
          text: own ? nearest(texts, own, limit, but) : [],
          facts: wanted ? nearest(facts, wanted, limit, but) : [],
          keywords: [],
          among: (among ?? []).flatMap(({ ids }) => ids),
        };
      },
      titles: async (ids) => ids.flatMap((id) => titles[placeOf.get(id) ?? -1] ?? []),
    },
  };
}

export function artefactOf(titles: readonly Title[]): CatalogueArtefact {
  const builder = new ArtefactBuilder();
  const byPopularity = titles.toSorted(
    (a, b) => b.popularity_score - a.popularity_score || (a.id < b.id ? -1 : 1),
  );
  for (const title of byPopularity) builder.add(title);
  return new CatalogueArtefact(builder.finish({ generation: 1, complete: true }));
}

function at(vectors: Float32Array, place: number, size: number): Float32Array {
  return vectors.subarray(place * size, (place + 1) * size);
}

/** Of unit vectors that lie one after the other. */
function cosines(vectors: Float32Array, vector: Float32Array): Float32Array {
  const size = vector.length;
  const scores = new Float32Array(vectors.length / size);
  for (let place = 0, begin = 0; place < scores.length; place++, begin += size) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (vectors[begin + i] ?? 0) * (vector[i] ?? 0);
    scores[place] = sum;
  }
  return scores;
}
