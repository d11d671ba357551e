import { contextSize } from './context.js';
import { absentFeatures, type Candidates, featureNames, featureSize } from './features.js';
import type { Lora } from './lora.js';
import { factorSize, memorySize, type SequenceModel } from './sequence-model.js';

/** A viewer's state (memories of the latest choices, opened by the situation, then the situation itself). */
export const towerInputs = memorySize + contextSize;
/** What a state asks of a title: a direction among the titles' vectors, then a weight for each feature. */
export const towerOutputs = factorSize + featureSize;

const FIRST_SQUARE = 1e-2;
/** Before anything is learned: recent transitions, neighbours and factors count. */
const FIRST_GATE = 0.5;
const firstWeights: Partial<Record<(typeof featureNames)[number], number>> = {
  'after-latest-recent': 1,
  'before-latest-recent': 0.3,
  neighbours: 0.5,
  'popular-lately': 0.2,
};

/** All that scoring a request takes: `count` candidates, row by row, and the maps that the state passes through. */
export interface ScoringRequest {
  count: number;
  /** `towerInputs` numbers. */
  state: Float32Array;
  /** `towerInputs` rows of `towerOutputs`: the frozen base. */
  base: Float32Array;
  /** `factorSize` numbers a candidate. */
  vectors: Float32Array;
  /** `featureSize` standardised numbers a candidate. */
  features: Float32Array;
  /** Low-rank changes of the base: everybody's, then the viewer's own. */
  adapters: readonly (Lora | undefined)[];
}

/**
 * The base of the viewer tower, and of scoring: a title's score is the product of the tower's outputs and the title's
 * vector and features. The map from situation to the features' weights is learned from requests whose outcome is
 * known, by softmax over their candidates; the map from memories to vectors is the sequence model's.
 */
export class Tower {
  readonly #sequence: SequenceModel;
  /** `contextSize` rows of `featureSize`. */
  readonly #weights = new Float32Array(contextSize * featureSize);
  readonly #weightSquares = new Float32Array(contextSize * featureSize).fill(FIRST_SQUARE);
  readonly #gates = new Float32Array(contextSize);
  readonly #gateSquares = new Float32Array(contextSize).fill(FIRST_SQUARE);
  readonly #standard = new Standard();

  constructor(sequence: SequenceModel) {
    this.#sequence = sequence;
    this.#gates[0] = FIRST_GATE;
    for (const [i, name] of featureNames.entries()) this.#weights[i] = firstWeights[name] ?? 0;
  }

  request(
    { titles, features, context }: Candidates,
    history: readonly number[],
    adapters: ScoringRequest['adapters'],
  ) {
    const gate = dot(this.#gates, 0, context);
    const state = new Float32Array(towerInputs);
    for (const [i, value] of this.#sequence.memories(history).entries()) state[i] = gate * value;
    state.set(context, memorySize);
    const vectors = new Float32Array(titles.length * factorSize);
    const all = this.#sequence.vectors;
    for (const [i, title] of titles.entries())
      vectors.set(all.subarray(title * factorSize, (title + 1) * factorSize), i * factorSize);
    const request: ScoringRequest = {
      count: titles.length,
      state,
      base: this.#base(),
      vectors,
      features: this.#standard.of(features),
      adapters,
    };
    return request;
  }

  #base(): Float32Array {
    const base = new Float32Array(towerInputs * towerOutputs);
    for (let input = 0; input < memorySize; input++) {
      const memory = Math.floor(input / factorSize);
      for (let row = 0; row < factorSize; row++)
        base[input * towerOutputs + row] = this.#sequence.mixing(memory, row, input % factorSize);
    }
    for (let i = 0; i < contextSize; i++)
      base.set(
        this.#weights.subarray(i * featureSize, (i + 1) * featureSize),
        (memorySize + i) * towerOutputs + factorSize,
      );
    return base;
  }

  /** The features of a title of which nothing is known, standardised as a request's. */
  get absent(): Float32Array {
    return this.#standard.of(absentFeatures);
  }

  /** Takes part in what features are on average, before the base is learned. */
  survey(candidates: Candidates): void {
    this.#standard.survey(candidates.features);
  }

  /** One step of descent of the base. @param slope as `slopeOf` gives it @param rate AdaGrad's */
  learn({ context }: Candidates, request: ScoringRequest, slope: Float64Array, rate: number): void {
    const outputs = outputsOf({ ...request, adapters: [] });
    const gate = dot(this.#gates, 0, context);
    let along = 0;
    for (let d = 0; d < factorSize; d++) along += (slope[d] ?? 0) * (outputs[d] ?? 0);
    for (let i = 0; i < contextSize; i++) {
      const active = context[i] ?? 0;
      if (active === 0) continue;
      if (gate !== 0) step(this.#gates, this.#gateSquares, i, (active * along) / gate, rate);
      for (let f = 0; f < featureSize; f++) {
        const gradient = active * (slope[factorSize + f] ?? 0);
        step(this.#weights, this.#weightSquares, i * featureSize + f, gradient, rate);
      }
    }
  }
}

/** The tower's outputs for the request's viewer, adapters included. */
export function outputsOf({ state, base, adapters }: ScoringRequest): Float64Array {
  const outputs = new Float64Array(towerOutputs);
  for (let input = 0; input < towerInputs; input++) {
    const value = state[input] ?? 0;
    if (value === 0) continue;
    for (let o = 0; o < towerOutputs; o++)
      outputs[o] = (outputs[o] ?? 0) + value * (base[input * towerOutputs + o] ?? 0);
  }
  for (const adapter of adapters) adapter?.addTo(outputs, state);
  return outputs;
}

/** What the graph computes, in plain code: the learner needs it between two steps. */
export function scoresOf(request: ScoringRequest): Float64Array {
  const outputs = outputsOf(request);
  const weights = outputs.subarray(factorSize);
  return Float64Array.from(
    { length: request.count },
    (_, i) =>
      dot(request.vectors, i * factorSize, outputs, factorSize) +
      dot(request.features, i * featureSize, weights, featureSize),
  );
}

/**
 * Of the softmax's cross entropy in the tower's outputs, when the candidate at `chosen` was the one.
 * @returns the loss too, in nats
 */
export function slopeOf(request: ScoringRequest, chosen: number): { slope: Float64Array; loss: number } {
  const scores = scoresOf(request);
  const highest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const shares = scores.map((score) => Math.exp(score - highest));
  const sum = shares.reduce((a, b) => a + b, 0);
  const slope = new Float64Array(towerOutputs);
  for (let i = 0; i < request.count; i++) {
    const surprise = (shares[i] ?? 0) / sum - (i === chosen ? 1 : 0);
    for (let d = 0; d < factorSize; d++)
      slope[d] = (slope[d] ?? 0) + surprise * (request.vectors[i * factorSize + d] ?? 0);
    for (let f = 0; f < featureSize; f++)
      slope[factorSize + f] =
        (slope[factorSize + f] ?? 0) + surprise * (request.features[i * featureSize + f] ?? 0);
  }
  return { slope, loss: Math.log(sum) + highest - (scores[chosen] ?? 0) };
}

/** Brings features to mean 0 and deviation 1, as they were when they were surveyed. */
class Standard {
  #count = 0;
  readonly #sums = new Float64Array(featureSize);
  readonly #squares = new Float64Array(featureSize);

  survey(features: Float32Array): void {
    for (const [i, value] of features.entries()) {
      const f = i % featureSize;
      this.#sums[f] = (this.#sums[f] ?? 0) + value;
      this.#squares[f] = (this.#squares[f] ?? 0) + value * value;
    }
    this.#count += features.length / featureSize;
  }

  of(features: Float32Array): Float32Array {
    if (this.#count === 0) return features;
    const means = this.#sums.map((sum) => sum / this.#count);
    const spreads = this.#squares.map((square, f) =>
      Math.sqrt(Math.max(0, square / this.#count - (means[f] ?? 0) ** 2)),
    );
    return features.map((value, i) => {
      const f = i % featureSize;
      return (value - (means[f] ?? 0)) / Math.max(spreads[f] ?? 0, 1e-3);
    });
  }
}

function step(weights: Float32Array, squares: Float32Array, i: number, gradient: number, rate: number): void {
  const sum = (squares[i] ?? 0) + gradient * gradient;
  squares[i] = sum;
  weights[i] = (weights[i] ?? 0) - (rate * gradient) / Math.sqrt(sum);
}

function dot(a: ArrayLike<number>, from: number, b: ArrayLike<number>, length = b.length): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (a[from + i] ?? 0) * (b[i] ?? 0);
  return sum;
}
