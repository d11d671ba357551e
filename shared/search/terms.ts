import { stemmer } from 'stemmer';
import { normaliseText, words } from '../text.js';
import type { SparseVector } from './index-point.js';
import { importanceOf } from './term-importance.js';

/** BM25F (Robertson and Zaragoza 2009); the inverse document frequency is the index's part. */
const K1 = 1.2;
const B = 0.75;

/**
 * What a word counts in each field, and how many words the field has on average where it is not empty. The weights are
 * tuned on half-remembered descriptions, which seldom hold a title; the averages are frozen for the index version,
 * because a weight once stored cannot follow a moving average.
 */
const fields = {
  title: { weight: 0.5, average: 3.5 },
  about: { weight: 1, average: 56 },
  keywords: { weight: 2, average: 6 },
  genres: { weight: 0.5, average: 2 },
  people: { weight: 0.5, average: 12.6 },
  background: { weight: 0.5, average: 74 },
} as const;
type Field = keyof typeof fields;

/** The texts of each field that can be found by their words. */
export type SearchableText = Readonly<Record<Field, readonly string[]>>;

/** Of the one term that stands for a whole title, so that typing it exactly finds it. */
const WHOLE_TITLE_WEIGHT = 4;

/** Words of a query up to which it may well be a title, and from which on it hardly is. */
const TITLE_LIKE = { surely: 4, hardly: 12 };
/** Of a word of the title, in a query that may well be one. */
const TITLE_TERM_WEIGHT = 1;
/** Words of less importance are in half of all titles and say nothing: they only count where there is no other. */
const LEAST_IMPORTANCE = 0.1;

/**
 * The term weights of a title, as the index stores them. A word of the title is there twice: among the words of all
 * fields, and as a term of its own that queries which look like titles weigh.
 */
export function termWeights(text: SearchableText): SparseVector {
  const frequencies = new Map<string, number>();
  for (const [field, { weight, average }] of Object.entries(fields)) {
    const stems = text[field as Field].flatMap(words).map(stemmer);
    const norm = 1 - B + (B * stems.length) / average;
    for (const stem of stems) frequencies.set(stem, (frequencies.get(stem) ?? 0) + weight / norm);
  }
  const weights = new Map<string, number>();
  for (const [stem, tf] of frequencies) weights.set(stem, saturated(tf));
  for (const title of text.title) {
    const stems = words(title).map(stemmer);
    const norm = 1 - B + (B * stems.length) / fields.title.average;
    for (const stem of stems) weights.set(titleTerm(stem), saturated(1 / norm));
    weights.set(wholeTitle(title), WHOLE_TITLE_WEIGHT);
  }
  return sparse(weights);
}

/** The terms of a query by how much each says of the title that is looked for; undefined when it has no words. */
export function queryTerms(query: string): SparseVector | undefined {
  const counts = stemCounts(query);
  if (counts.size === 0) return undefined;
  const titleLike = titleLikeness(counts.size);
  const weights = new Map<string, number>(titleLike > 0 ? [[wholeTitle(query), titleLike]] : []);
  for (const stem of telling(counts.keys())) {
    // In few words each is meant; in many most are talk.
    const importance = importanceOf(stem) ** (1 - titleLike / 2);
    weights.set(stem, importance * (1 + Math.log(counts.get(stem) ?? 1)));
    if (titleLike > 0) weights.set(titleTerm(stem), titleLike * TITLE_TERM_WEIGHT);
  }
  return sparse(weights);
}

/** 1 for a query of few different words, 0 for one of many. */
export function titleLikeness(differentWords: number): number {
  const { surely, hardly } = TITLE_LIKE;
  return Math.min(1, Math.max(0, (hardly - differentWords) / (hardly - surely)));
}

/** The numbers of the terms that a title must hold one of to match the words of a query. */
export function matchedTerms(query: string): number[] {
  return telling(stemCounts(query).keys())
    .map(termNumber)
    .sort((a, b) => a - b);
}

function stemCounts(query: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const stem of words(query).map(stemmer)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return counts;
}

/** Those that say something; all, where none does. */
function telling(stems: Iterable<string>): string[] {
  const all = [...stems];
  const some = all.filter((stem) => importanceOf(stem) >= LEAST_IMPORTANCE);
  return some.length > 0 ? some : all;
}

/** The number of the term that stands for a word anywhere in a title's texts. */
export function termNumberOfStem(stem: string): number {
  return termNumber(stem);
}

function saturated(tf: number): number {
  return (tf * (K1 + 1)) / (tf + K1);
}

function titleTerm(stem: string): string {
  return `title:${stem}`;
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

function sparse(weights: ReadonlyMap<string, number>): SparseVector {
  // Two terms of one number: the stronger one stands for both.
  const byNumber = new Map<number, number>();
  for (const [term, weight] of weights) {
    const number = termNumber(term);
    byNumber.set(number, Math.max(weight, byNumber.get(number) ?? 0));
  }
  const entries = [...byNumber].sort(([a], [b]) => a - b);
  return { indices: entries.map(([term]) => term), values: entries.map(([, weight]) => weight) };
}
