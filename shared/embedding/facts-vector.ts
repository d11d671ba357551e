import type { TitleFacts } from '../title/title.js';
import { normalize } from './pooling.js';

/** What a title's text seldom says and a viewer often means; of a query, what was recognised in it. */
export interface Facts {
  people: readonly string[];
  genres: readonly string[];
  themes: readonly string[];
  moods: readonly string[];
  keywords: readonly string[];
  /** The franchise. */
  collection: string | null;
  /** Its first year: 1990. */
  decade: number | null;
}

export const factsSize = 256;

/** Of text and facts together; a model whose text alone has this size leaves the facts out. */
export const wholeSize = 768;

/**
 * Of everything below: vectors of two versions are not comparable.
 * Raise it with any change to the weights, the hash, the spelling rule or the choice of facts.
 */
export const factsVersion = 'facts-1';

/**
 * How much each kind says about what else a viewer would like. The cosine of two titles that know the same kinds is
 * the mean of their agreement in each kind, weighted by the squares of these.
 */
const weights: Readonly<Record<keyof Facts, number>> = {
  collection: 1.4,
  themes: 1.2,
  genres: 1,
  people: 1,
  moods: 0.8,
  keywords: 0.8,
  decade: 0.5,
};

/** Later names of a cast are many, and say little. */
const CAST = 8;
/** Buckets of one fact: two facts that meet in one still differ in the others. */
const BUCKETS = 8;
const SEED = 0x5eed_0001;

/** The facts of a title that count here. */
export function factsOf(title: TitleFacts): Facts {
  const { directors, creators, cast } = title.credits;
  return {
    people: [...directors, ...creators, ...cast.slice(0, CAST).map(({ name }) => name)],
    genres: title.genres,
    themes: title.themes,
    moods: title.moods,
    keywords: title.keywords,
    collection: title.collection,
    decade: title.year === null ? null : Math.floor(title.year / 10) * 10,
  };
}

/**
 * Facts as `factsSize` numbers of unit length, all zeros when there are none. A signed random projection
 * (Weinberger et al. 2009, feature hashing): each fact owns a direction drawn from its own name, so that a new title
 * moves no other, and unrelated facts are nearly orthogonal (their cosine deviates from 0 by about 1/16).
 * The order of the facts, repetitions, case, accents and punctuation make no difference.
 */
export function factsVector(facts: Partial<Facts>): Float32Array {
  const vector = new Float32Array(factsSize);
  for (const [kind, weight] of Object.entries(weights)) {
    const names = namesOf(facts[kind as keyof Facts]);
    for (const name of names) addDirection(vector, `${kind}:${name}`, weight / Math.sqrt(names.length));
  }
  return normalize(vector);
}

/** Sorted, as the sum of floats depends on its order. */
function namesOf(value: Facts[keyof Facts] | undefined): string[] {
  const given = Array.isArray(value) ? value : [value ?? ''];
  return [...new Set(given.map((name) => spelling(String(name))))].filter((name) => name !== '').sort();
}

function spelling(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function addDirection(vector: Float32Array, feature: string, weight: number): void {
  const draw = generator(hash(feature));
  const taken = new Set<number>();
  while (taken.size < BUCKETS) {
    const bits = draw();
    const bucket = bits % factsSize;
    if (taken.has(bucket)) continue;
    taken.add(bucket);
    const sign = bits & 0x8000_0000 ? -1 : 1;
    vector[bucket] = (vector[bucket] ?? 0) + (sign * weight) / Math.sqrt(BUCKETS);
  }
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let state = 0x811c_9dc5 ^ SEED;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x0100_0193);
  return state;
}

/** Numbers of 32 bits from a seed: a Weyl sequence through the finalizer of MurmurHash3. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
    return (bits ^ (bits >>> 16)) >>> 0;
  };
}
