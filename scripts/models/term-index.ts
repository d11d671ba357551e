import { searchableText } from '../../shared/search/index-fields.js';
import { termWeights } from '../../shared/search/terms.js';
import { fileTitles } from './file-titles.js';

/** What the words of titles match, as the search index computes it. */
export interface TermIndex {
  titles: number;
  /** Natural logarithm of 1 + votes. */
  logVotes: Float32Array;
  /** Of the title with this id in the file. */
  place(id: string): number | undefined;
  /** Titles that hold the term, each with its weight times the term's inverse document frequency. */
  each(term: number, take: (title: number, match: number) => void): void;
}

/** @param data folder of `titles.jsonl.gz` */
export function indexTerms(data: string): TermIndex {
  const places = new Map<string, number>();
  const votes: number[] = [];
  const postings = new Map<number, { titles: number[]; weights: number[] }>();
  for (const { id, entry } of fileTitles(data)) {
    const title = places.size;
    places.set(id, title);
    votes.push(Math.log1p(entry.title.vote_count));
    const { indices, values } = termWeights(searchableText(entry));
    indices.forEach((term, i) => {
      let list = postings.get(term);
      if (!list) postings.set(term, (list = { titles: [], weights: [] }));
      list.titles.push(title);
      list.weights.push(values[i] ?? 0);
    });
  }
  return {
    titles: places.size,
    logVotes: Float32Array.from(votes),
    place: (id) => places.get(id),
    each(term, take) {
      const list = postings.get(term);
      if (!list) return;
      const holders = list.titles.length;
      const idf = Math.log(1 + (places.size - holders + 0.5) / (holders + 0.5));
      list.titles.forEach((title, i) => take(title, (list.weights[i] ?? 0) * idf));
    },
  };
}
