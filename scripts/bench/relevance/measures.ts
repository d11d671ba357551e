/** Resamplings of a bootstrap. */
const RESAMPLINGS = 2_000;
const SEED = 1;

/** Of the first ten answers to one query, of which one title is wanted; 0 where it is not among them. */
export interface Measures {
  hit1: number;
  recall10: number;
  /** Reciprocal rank. */
  mrr10: number;
  /** With one wanted title the ideal gain is 1 (Järvelin and Kekäläinen 2002). */
  ndcg10: number;
}

export function measuresOf(answers: readonly string[], wanted: string): Measures {
  const place = answers.slice(0, 10).indexOf(wanted) + 1;
  if (place === 0) return { hit1: 0, recall10: 0, mrr10: 0, ndcg10: 0 };
  return { hit1: place === 1 ? 1 : 0, recall10: 1, mrr10: 1 / place, ndcg10: 1 / Math.log2(place + 1) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The 95 % interval of the mean difference of two systems on the same queries, by paired bootstrap. */
export function differenceInterval(
  ours: readonly number[],
  theirs: readonly number[],
): [low: number, high: number] {
  const differences = ours.map((value, i) => value - (theirs[i] ?? 0));
  const draw = generator(SEED);
  const means = Array.from({ length: RESAMPLINGS }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++)
      sum += differences[Math.floor(draw() * differences.length)] ?? 0;
    return sum / differences.length;
  }).sort((a, b) => a - b);
  return [means[Math.floor(RESAMPLINGS * 0.025)] ?? 0, means[Math.ceil(RESAMPLINGS * 0.975) - 1] ?? 0];
}

/** From 0 to 1, the same numbers every time: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
