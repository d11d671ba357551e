import type { Popularity } from './popularity.js';
import type { SequenceModel } from './sequence-model.js';
import { factorSize } from './sequence-model.js';

/** Titles that enough people know to be asked about. */
const KNOWN = 200;

/**
 * Titles to ask a newcomer about: well known, so that an answer is likely, and far from each other among the factors,
 * so that each answer tells something new. Greedy: each next one maximises knownness times distance to those taken.
 */
export function onboardingTitles(popularity: Popularity, sequence: SequenceModel, count: number): number[] {
  const pool = popularity.most(KNOWN);
  const distances = new Map(pool.map((title) => [title, 1]));
  const taken: number[] = [];
  while (taken.length < count && distances.size > 0) {
    let best: number | undefined;
    let most = Number.NEGATIVE_INFINITY;
    for (const [title, distance] of distances) {
      const worth = Math.sqrt(popularity.share(title, 1)) * distance;
      if (worth > most) [best, most] = [title, worth];
    }
    if (best === undefined) break;
    taken.push(best);
    distances.delete(best);
    for (const [title, distance] of distances)
      distances.set(title, Math.min(distance, 1 - cosine(sequence.vectors, title, best)));
  }
  return taken;
}

function cosine(vectors: Float32Array, a: number, b: number): number {
  let [product, lengthA, lengthB] = [0, 0, 0];
  for (let d = 0; d < factorSize; d++) {
    const x = vectors[a * factorSize + d] ?? 0;
    const y = vectors[b * factorSize + d] ?? 0;
    product += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return product / (Math.sqrt(lengthA * lengthB) || 1);
}
