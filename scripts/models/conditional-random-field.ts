import { passes, TAGS, weightsOf } from '../../shared/search/parse/tagger.js';

/** The features of each token, and its tag. */
export interface Example {
  features: readonly (readonly number[] | Int32Array)[];
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
 * The weights are the mean of those after each epoch of the second half: one by one they follow the last examples.
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
  const mean = new Mean(field);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let i = placed.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      const [a, b] = [placed[i], placed[j]];
      if (a && b) [placed[i], placed[j]] = [b, a];
    }
    for (const example of placed) field.learn(example);
    if (2 * epoch >= options.epochs) mean.add();
    tell(epoch);
  }
  const { weights: means, transitions } = mean.taken();
  const weights = new Map(
    [...places].map(([feature, place]) => [feature, means.slice(place * TAGS, (place + 1) * TAGS)]),
  );
  return { weights, transitions };
}

/** Of a field's weights at several times. */
class Mean {
  readonly #field: Field;
  readonly #weights: Float32Array;
  readonly #transitions: Float64Array;
  #times = 0;

  constructor(field: Field) {
    this.#field = field;
    this.#weights = new Float32Array(field.weights.length);
    this.#transitions = new Float64Array(field.transitions.length);
  }

  add(): void {
    const { weights, transitions } = this.#field;
    for (const [k, weight] of weights.entries()) this.#weights[k] = (this.#weights[k] ?? 0) + weight;
    for (const [k, step] of transitions.entries()) this.#transitions[k] = (this.#transitions[k] ?? 0) + step;
    this.#times++;
  }

  taken(): { weights: Float32Array; transitions: Float64Array } {
    return {
      weights: this.#weights.map((sum) => sum / this.#times),
      transitions: this.#transitions.map((sum) => sum / this.#times),
    };
  }
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
    const scores = new Float64Array(size * TAGS);
    for (const [i, places] of features.entries()) {
      for (const place of places) {
        for (let t = 0; t < TAGS; t++)
          scores[i * TAGS + t] = (scores[i * TAGS + t] ?? 0) + (this.weights[place * TAGS + t] ?? 0);
      }
    }
    const local = weightsOf(scores);
    const steps = this.transitions.map(Math.exp);
    const { forward, backward } = passes(local, steps);
    this.#learnSteps(tags, local, steps, forward, backward);
    for (let i = 0; i < size; i++)
      this.#learnToken(features[i] ?? new Int32Array(0), tags[i] ?? 0, forward, backward, i * TAGS);
  }

  #learnToken(
    places: readonly number[] | Int32Array,
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
    for (let i = 1; i < tags.length; i++) {
      const chances = steps.map((step, k) => {
        const [before, there] = [(i - 1) * TAGS + Math.floor(k / TAGS), i * TAGS + (k % TAGS)];
        return (forward[before] ?? 0) * step * (local[there] ?? 0) * (backward[there] ?? 0);
      });
      const sum = chances.reduce((total, chance) => total + chance, 0);
      const right = (tags[i - 1] ?? 0) * TAGS + (tags[i] ?? 0);
      for (const [k, chance] of chances.entries())
        gradients[k] = (gradients[k] ?? 0) + chance / sum - (k === right ? 1 : 0);
    }
    for (const [k, gradient] of gradients.entries()) {
      if (this.transitions[k] === -Infinity) continue;
      const square = (this.#transitionSquares[k] ?? 0) + gradient * gradient;
      this.#transitionSquares[k] = square;
      this.transitions[k] = (this.transitions[k] ?? 0) - (this.#options.rate / Math.sqrt(square)) * gradient;
    }
  }
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
