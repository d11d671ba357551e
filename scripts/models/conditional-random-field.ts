import { TAGS } from '../../shared/search/parse/tagger.js';

/** The features of each token, and its tag. */
export interface Example {
  features: readonly Int32Array[];
  tags: readonly number[];
}

export interface TrainingOptions {
  epochs: number;
  /** Of AdaGrad. */
  rate: number;
  /** L2 penalty of a weight each time that it is seen. */
  penalty: number;
  /** Features seen less often are left out. */
  leastSeen: number;
}

export interface Trained {
  weights: Map<number, Float32Array>;
  transitions: Float64Array;
}

/**
 * Maximises the conditional likelihood of the tags by stochastic gradient with AdaGrad (Duchi, Hazan and Singer 2011).
 * The same examples give the same weights: they are shuffled by a fixed generator.
 */
export function train(
  examples: readonly Example[],
  options: TrainingOptions,
  tell: (epoch: number) => void,
): Trained {
  const seen = new Map<number, number>();
  for (const { features } of examples)
    for (const token of features)
      for (const feature of token) seen.set(feature, (seen.get(feature) ?? 0) + 1);
  const places = new Map<number, number>();
  for (const [feature, count] of seen) if (count >= options.leastSeen) places.set(feature, places.size);
  const field = new Field(places.size, options);
  const placed = examples.map(({ features, tags }) => ({
    tags,
    features: features.map((token) =>
      Int32Array.from([...token].flatMap((feature) => places.get(feature) ?? [])),
    ),
  }));
  const random = generator(7);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let i = placed.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      const [a, b] = [placed[i], placed[j]];
      if (a && b) [placed[i], placed[j]] = [b, a];
    }
    for (const example of placed) field.learn(example);
    tell(epoch);
  }
  const weights = new Map(
    [...places].map(([feature, place]) => [feature, field.weights.slice(place * TAGS, (place + 1) * TAGS)]),
  );
  return { weights, transitions: field.transitions };
}

class Field {
  readonly weights: Float32Array;
  readonly transitions: Float64Array;
  readonly #squares: Float32Array;
  readonly #transitionSquares = new Float64Array(TAGS * TAGS).fill(1);
  readonly #options: TrainingOptions;

  constructor(features: number, options: TrainingOptions) {
    this.#options = options;
    this.weights = new Float32Array(features * TAGS);
    this.#squares = new Float32Array(features * TAGS).fill(1);
    this.transitions = Float64Array.from({ length: TAGS * TAGS }, (_, k) =>
      isPossible(Math.floor(k / TAGS), k % TAGS) ? 0 : -Infinity,
    );
  }

  learn({ features, tags }: Example): void {
    const size = features.length;
    const local = new Float64Array(size * TAGS);
    for (let i = 0; i < size; i++) {
      let most = -Infinity;
      for (let t = 0; t < TAGS; t++) {
        let score = i === 0 && !isPossible(0, t) ? -Infinity : 0;
        for (const place of features[i] ?? []) score += this.weights[place * TAGS + t] ?? 0;
        local[i * TAGS + t] = score;
        most = Math.max(most, score);
      }
      for (let t = 0; t < TAGS; t++) local[i * TAGS + t] = Math.exp((local[i * TAGS + t] ?? 0) - most);
    }
    const steps = this.transitions.map(Math.exp);
    const { forward, backward } = passes(local, steps);
    this.#learnSteps(tags, local, steps, forward, backward);
    for (let i = 0; i < size; i++)
      this.#learnToken(features[i] ?? new Int32Array(0), tags[i] ?? 0, forward, backward, i * TAGS);
  }

  #learnToken(
    places: Int32Array,
    right: number,
    forward: Float64Array,
    backward: Float64Array,
    offset: number,
  ): void {
    const { rate, penalty } = this.#options;
    let sum = 0;
    for (let t = 0; t < TAGS; t++) sum += (forward[offset + t] ?? 0) * (backward[offset + t] ?? 0);
    for (let t = 0; t < TAGS; t++) {
      const error = ((forward[offset + t] ?? 0) * (backward[offset + t] ?? 0)) / sum - (t === right ? 1 : 0);
      for (const place of places) {
        const k = place * TAGS + t;
        const gradient = error + penalty * (this.weights[k] ?? 0);
        if (Math.abs(gradient) < 1e-4) continue;
        const square = (this.#squares[k] ?? 0) + gradient * gradient;
        this.#squares[k] = square;
        this.weights[k] = (this.weights[k] ?? 0) - (rate / Math.sqrt(square)) * gradient;
      }
    }
  }

  #learnSteps(
    tags: readonly number[],
    local: Float64Array,
    steps: Float64Array,
    forward: Float64Array,
    backward: Float64Array,
  ): void {
    const gradients = new Float64Array(TAGS * TAGS);
    const chances = new Float64Array(TAGS * TAGS);
    for (let i = 1; i < tags.length; i++) {
      let sum = 0;
      for (let k = 0; k < chances.length; k++) {
        const there = i * TAGS + (k % TAGS);
        const chance =
          (forward[(i - 1) * TAGS + Math.floor(k / TAGS)] ?? 0) *
          (steps[k] ?? 0) *
          (local[there] ?? 0) *
          (backward[there] ?? 0);
        chances[k] = chance;
        sum += chance;
      }
      for (let k = 0; k < chances.length; k++) gradients[k] = (gradients[k] ?? 0) + (chances[k] ?? 0) / sum;
      const right = (tags[i - 1] ?? 0) * TAGS + (tags[i] ?? 0);
      gradients[right] = (gradients[right] ?? 0) - 1;
    }
    for (const [k, gradient] of gradients.entries()) {
      if (this.transitions[k] === -Infinity) continue;
      const square = (this.#transitionSquares[k] ?? 0) + gradient * gradient;
      this.#transitionSquares[k] = square;
      this.transitions[k] = (this.transitions[k] ?? 0) - (this.#options.rate / Math.sqrt(square)) * gradient;
    }
  }
}

/** Scaled so that neither runs out of range, however long the query is. */
function passes(local: Float64Array, steps: Float64Array): { forward: Float64Array; backward: Float64Array } {
  const size = local.length / TAGS;
  const [forward, backward] = [new Float64Array(local.length), new Float64Array(local.length)];
  for (let i = 0; i < size; i++) {
    let total = 0;
    for (let t = 0; t < TAGS; t++) {
      let sum = i === 0 ? 1 : 0;
      if (i > 0)
        for (let before = 0; before < TAGS; before++)
          sum += (forward[(i - 1) * TAGS + before] ?? 0) * (steps[before * TAGS + t] ?? 0);
      total += forward[i * TAGS + t] = sum * (local[i * TAGS + t] ?? 0);
    }
    for (let t = 0; t < TAGS; t++) forward[i * TAGS + t] = (forward[i * TAGS + t] ?? 0) / total;
  }
  backward.fill(1, (size - 1) * TAGS);
  for (let i = size - 2; i >= 0; i--) {
    let total = 0;
    for (let t = 0; t < TAGS; t++) {
      let sum = 0;
      for (let after = 0; after < TAGS; after++) {
        const there = (i + 1) * TAGS + after;
        sum += (steps[t * TAGS + after] ?? 0) * (local[there] ?? 0) * (backward[there] ?? 0);
      }
      total += backward[i * TAGS + t] = sum;
    }
    for (let t = 0; t < TAGS; t++) backward[i * TAGS + t] = (backward[i * TAGS + t] ?? 0) / total;
  }
  return { forward, backward };
}

/** Whether a tag may follow another: a slot is continued by itself only (see tagger.ts for the tags). */
function isPossible(before: number, tag: number): boolean {
  return tag === 0 || tag % 2 === 1 || before === tag || before === tag - 1;
}

/** Linear congruential, of Numerical Recipes: numbers from 0 to below 1. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
