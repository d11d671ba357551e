import type { Clues } from './clues.js';
import { featuresOf } from './features.js';
import type { Token } from './tokens.js';

export const taggedSlots = ['actor', 'year', 'genre', 'director'] as const;
export type TaggedSlot = (typeof taggedSlots)[number];

/** Tag 0 is outside every slot; tag 1 + 2s begins slot s and tag 2 + 2s continues it. */
export const TAGS = 1 + 2 * taggedSlots.length;

/** A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001). */
export interface TaggerModel {
  /** Adds the weights of a feature (see features.ts) for each tag, if it has any. */
  addWeights(feature: number, sums: Float64Array, offset: number): void;
  /** [tag before x TAGS + tag]; -Infinity where a slot would be continued that was not begun. */
  transitions: Float64Array;
}

export interface TaggedSpan {
  slot: TaggedSlot;
  from: number;
  to: number;
  /** Probability of its first word's tag. */
  confidence: number;
}

export interface Tagging {
  spans: TaggedSpan[];
  /** Probability that a token is part of a slot. */
  probability(slot: TaggedSlot, at: number): number;
}

/** The likeliest tags of a query's tokens, and how likely others are. */
export function tag(tokens: readonly Token[], clues: Clues, model: TaggerModel): Tagging {
  const scores = new Float64Array(tokens.length * TAGS);
  for (const [i, features] of featuresOf(tokens, clues).entries()) {
    for (const feature of features) model.addWeights(feature, scores, i * TAGS);
  }
  const marginals = marginalsOf(scores, model.transitions);
  const probability = (slot: TaggedSlot, at: number) => {
    const first = at * TAGS + 1 + 2 * taggedSlots.indexOf(slot);
    return (marginals[first] ?? 0) + (marginals[first + 1] ?? 0);
  };
  const spans = spansOf(likeliest(scores, model.transitions)).map((span) => ({
    ...span,
    confidence: probability(span.slot, span.from),
  }));
  return { spans, probability };
}

/** Viterbi. */
function likeliest(scores: Float64Array, transitions: Float64Array): Uint8Array {
  const size = scores.length / TAGS;
  const tags = new Uint8Array(size);
  const from = new Uint8Array(scores.length);
  let best = scores.slice(0, TAGS).map((score, t) => (isInside(t) ? -Infinity : score));
  for (let i = 1; i < size; i++) {
    const next = new Float64Array(TAGS);
    for (let t = 0; t < TAGS; t++) {
      let most = -Infinity;
      for (let before = 0; before < TAGS; before++) {
        const score = (best[before] ?? 0) + (transitions[before * TAGS + t] ?? 0);
        if (score > most) {
          most = score;
          from[i * TAGS + t] = before;
        }
      }
      next[t] = most + (scores[i * TAGS + t] ?? 0);
    }
    best = next;
  }
  let tag = best.indexOf(Math.max(...best));
  for (let i = size - 1; i >= 0; i--) {
    tags[i] = tag;
    tag = from[i * TAGS + tag] ?? 0;
  }
  return tags;
}

/** Forward-backward: [token x TAGS + tag], the sum over a token's tags being 1. */
function marginalsOf(scores: Float64Array, transitions: Float64Array): Float64Array {
  const { forward, backward } = passes(weightsOf(scores), transitions.map(Math.exp));
  const marginals = forward.map((value, k) => value * (backward[k] ?? 0));
  for (let i = 0; i < scores.length / TAGS; i++) normalise(marginals, i);
  return marginals;
}

/** The exponentials of the scores, each token's as if its best score were 0: no other can run out of range. */
export function weightsOf(scores: Float64Array): Float64Array {
  const weights = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i += TAGS) {
    const most = Math.max(...scores.subarray(i, i + TAGS));
    for (let k = i; k < i + TAGS; k++) weights[k] = Math.exp((scores[k] ?? 0) - most);
  }
  return weights;
}

/** The sums of the weights of all ways to a tag of a token, and from it on, but for a factor for each token. */
export function passes(
  weights: Float64Array,
  steps: Float64Array,
): { forward: Float64Array; backward: Float64Array } {
  const size = weights.length / TAGS;
  const forward = new Float64Array(weights.length);
  const backward = new Float64Array(weights.length).fill(1);
  for (let t = 0; t < TAGS; t++) forward[t] = isInside(t) ? 0 : (weights[t] ?? 0);
  normalise(forward, 0);
  for (let i = 1; i < size; i++) {
    for (let t = 0; t < TAGS; t++) {
      let sum = 0;
      for (let before = 0; before < TAGS; before++)
        sum += (forward[(i - 1) * TAGS + before] ?? 0) * (steps[before * TAGS + t] ?? 0);
      forward[i * TAGS + t] = sum * (weights[i * TAGS + t] ?? 0);
    }
    normalise(forward, i);
  }
  for (let i = size - 2; i >= 0; i--) {
    for (let t = 0; t < TAGS; t++) backward[i * TAGS + t] = after(steps, weights, backward, i, t);
    normalise(backward, i);
  }
  return { forward, backward };
}

/** Of all ways to go on from a tag of a token. */
function after(
  steps: Float64Array,
  weights: Float64Array,
  backward: Float64Array,
  token: number,
  tag: number,
): number {
  let sum = 0;
  for (let next = 0; next < TAGS; next++) {
    const there = (token + 1) * TAGS + next;
    sum += (steps[tag * TAGS + next] ?? 0) * (weights[there] ?? 0) * (backward[there] ?? 0);
  }
  return sum;
}

function normalise(values: Float64Array, token: number): void {
  let sum = 0;
  for (let k = token * TAGS; k < (token + 1) * TAGS; k++) sum += values[k] ?? 0;
  for (let k = token * TAGS; k < (token + 1) * TAGS; k++) values[k] = (values[k] ?? 0) / (sum || 1);
}

function isInside(tag: number): boolean {
  return tag > 0 && tag % 2 === 0;
}

function spansOf(tags: Uint8Array): Omit<TaggedSpan, 'confidence'>[] {
  const spans: Omit<TaggedSpan, 'confidence'>[] = [];
  for (const [i, tag] of tags.entries()) {
    const slot = tag > 0 ? taggedSlots[(tag - 1) >> 1] : undefined;
    const last = spans.at(-1);
    if (slot && !isInside(tag)) spans.push({ slot, from: i, to: i + 1 });
    else if (slot && last) last.to = i + 1;
  }
  return spans;
}
