import { normaliseText, words } from '../text.js';
import type { SparseVector } from './index-point.js';

/** BM25 (Robertson and Zaragoza 2009) with weights for fields; the inverse document frequency is the index's part. */
const K1 = 1.2;
const B = 0.75;
/** Frozen for the index version, because a weight once stored cannot follow a moving average. */
const AVERAGE_LENGTH = 80;
const TITLE_WEIGHT = 3;
/** Of the one term that stands for the whole title, so that typing it exactly finds it. */
const EXACT_TITLE_WEIGHT = 4;

export interface SearchableText {
  titles: readonly string[];
  /** Everything else that can be found by its words. */
  rest: readonly string[];
}

/** The term weights of a title, as the index stores them. */
export function termWeights({ titles, rest }: SearchableText): SparseVector {
  const frequencies = new Map<number, number>();
  const add = (token: string, weight: number) => {
    const term = termNumber(token);
    frequencies.set(term, (frequencies.get(term) ?? 0) + weight);
  };
  let length = 0;
  for (const token of titles.flatMap(words)) {
    add(token, TITLE_WEIGHT);
    length++;
  }
  for (const token of rest.flatMap(words)) {
    add(token, 1);
    length++;
  }
  const norm = K1 * (1 - B + (B * length) / AVERAGE_LENGTH);
  const weights = new Map([...frequencies].map(([term, tf]) => [term, (tf * (K1 + 1)) / (tf + norm)]));
  for (const title of new Set(titles.map(wholeTitle))) weights.set(termNumber(title), EXACT_TITLE_WEIGHT);
  return sparse(weights);
}

/** The terms of a query; undefined when it has no words. */
export function queryTerms(query: string): SparseVector | undefined {
  const tokens = words(query);
  if (tokens.length === 0) return undefined;
  return sparse(new Map([...tokens, wholeTitle(query)].map((token) => [termNumber(token), 1])));
}

function wholeTitle(title: string): string {
  return `=${normaliseText(title)}`;
}

/** FNV-1a, 32 bits: a vocabulary without a list of words. Two words of a million share a number about one time in 4,000. */
function termNumber(token: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(token)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function sparse(weights: ReadonlyMap<number, number>): SparseVector {
  const entries = [...weights].sort(([a], [b]) => a - b);
  return { indices: entries.map(([term]) => term), values: entries.map(([, weight]) => weight) };
}
