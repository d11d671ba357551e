import { factsOf, factsVector } from '../../shared/embedding/facts-vector.js';
import type { SparseVector } from '../../shared/search/index-point.js';
import type { IndexQuery, Scored } from '../../shared/search/title-index.js';
import type { Title } from '../../shared/title/title.js';
import type { TitleId } from '../../shared/title/title-id.js';
import { fileTitles } from './file-titles.js';
import { indexTerms } from './term-index.js';

/** What the search asks of an index, answered by looking at every title. Filters are not looked at. */
export interface ExhaustiveIndex {
  titles: readonly Title[];
  search(
    query: IndexQuery,
  ): Promise<{ text: Scored[]; facts: Scored[]; keywords: Scored[]; among: TitleId[] }>;
  byId(ids: readonly TitleId[]): Promise<Title[]>;
}

/** @param vectors of the titles' texts, one after the other, in the order of the file */
export function exhaustiveIndex(data: string, vectors: Float32Array, textSize: number): ExhaustiveIndex {
  const terms = indexTerms(data);
  const titles = Array.from(fileTitles(data), ({ entry }) => entry.title);
  const facts = titles.map((title) => factsVector(factsOf(title)));
  const placeOf = new Map(titles.map(({ id }, place) => [id, place]));
  const best = (scores: Float32Array, limit: number): Scored[] => {
    const least = scores.slice().sort().at(-limit) ?? 0;
    const found: Scored[] = [];
    scores.forEach((score, place) => {
      const id = titles[place]?.id;
      if (score >= least && score > 0 && id) found.push({ id, score });
    });
    return found.sort((a, b) => b.score - a.score).slice(0, limit);
  };
  const byTerms = ({ indices, values }: SparseVector): Float32Array => {
    const scores = new Float32Array(titles.length);
    indices.forEach((term, i) => {
      terms.each(term, (title, match) => {
        scores[title] = (scores[title] ?? 0) + match * (values[i] ?? 0);
      });
    });
    return scores;
  };
  const byVector = (query: Float32Array, at: (place: number) => Float32Array): Float32Array =>
    Float32Array.from(titles, (_, place) => dot(query, at(place)));
  return {
    titles,
    async search({ text, facts: wanted, keywords, limit, among }) {
      const textAt = (place: number) => vectors.subarray(place * textSize, (place + 1) * textSize);
      return {
        text: text
          ? best(byVector(typeof text === 'string' ? textAt(placeOf.get(text) ?? 0) : text, textAt), limit)
          : [],
        facts: wanted
          ? best(
              byVector(wanted, (place) => facts[place] as Float32Array),
              limit,
            )
          : [],
        keywords: keywords ? best(byTerms(keywords), limit) : [],
        among: (among ?? []).flatMap(({ ids }) => ids),
      };
    },
    async byId(ids) {
      return ids.flatMap((id) => titles[placeOf.get(id) ?? -1] ?? []);
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
