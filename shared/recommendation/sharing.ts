import type { Lora } from '../sona/lora.js';
import { noiseFor, privateMean } from '../sona/private-delta.js';
import { fresh, relearn } from './learning.js';
import { type Chosen, Model } from './model.js';
import { type HeldOut, qualityOf } from './quality.js';

/**
 * How far the adapter of everybody may tell of one viewer: whether their delta is in the sum or zeros in its place cannot
 * be told, (epsilon, delta)-differentially private for each adapter that is published ("zero-out" neighbours, Kairouz et
 * al. 2021: how many took part is no secret). Sensitivity: `clip`, the longest that one viewer's delta can be.
 */
export interface Sharing {
  epsilon: number;
  delta: number;
  clip: number;
  /** With fewer, what they have in common is lost in the noise. */
  leastViewers: number;
  /** Of a viewer's latest choices, those that their delta is learned from. */
  choices: number;
}

export const defaultSharing: Sharing = {
  epsilon: 1,
  delta: 1e-5,
  /** About the median length of deltas on public ratings; it goes with how fast adapters learn. */
  clip: 0.1,
  leastViewers: 500,
  choices: 10,
};

/**
 * What one viewer's adapter has learned: how far its upward half moved. The downward half stays as all adapters begin,
 * so that the mean of halves is the half of the mean change (as Sun et al. 2024), and so that there is less to protect.
 * @param chosen oldest first
 */
export function deltaOf(chosen: Chosen, model: Model, { choices } = defaultSharing): Float32Array {
  const adapter = fresh();
  relearn(adapter, chosen, choices, model);
  return upwardHalf(adapter).slice();
}

/**
 * The adapter of everybody, made of deltas alone; undefined of too few viewers.
 * @param random uniform on [0, 1), and not to be foretold
 */
export function sharedAdapter(
  deltas: readonly Float32Array[],
  random: () => number,
  sharing = defaultSharing,
): Lora | undefined {
  if (deltas.length < sharing.leastViewers) return undefined;
  const adapter = fresh();
  const privacy = { clip: sharing.clip, noise: noiseFor(sharing) };
  upwardHalf(adapter).set(privateMean(deltas, privacy, random));
  return adapter;
}

/** What is known of viewers who allow it: the latest choice of some of them is kept out of what is learned. */
export interface Viewers {
  learned: readonly Chosen[];
  heldOut: readonly HeldOut[];
}

/**
 * The adapter of everybody who has chosen anything to learn from, where a model does better with it.
 * @returns the quality with it too, null where there is none or it cannot be told
 */
export function sharedIfBetter(
  model: Model,
  { learned, heldOut }: Viewers,
  random: () => number,
  sharing = defaultSharing,
): { adapter: Lora | undefined; quality: number | null } {
  const without = qualityOf(model, heldOut);
  const telling = learned.filter((chosen) => chosen.length > 1);
  if (without === null || telling.length < sharing.leastViewers) return { adapter: undefined, quality: null };
  const deltas = telling.map((chosen) => deltaOf(chosen, model, sharing));
  const adapter = sharedAdapter(deltas, random, sharing);
  const quality = qualityOf(new Model(model.base, adapter), heldOut);
  return { adapter: quality !== null && quality > without ? adapter : undefined, quality };
}

/** It begins at zero (Hu et al. 2021). */
function upwardHalf({ weights, shape }: Lora): Float32Array {
  return weights.subarray(shape.rank * shape.inputs);
}
