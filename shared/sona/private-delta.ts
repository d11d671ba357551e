/** How a viewer's share in the global adapter is kept from telling about the viewer (as DP-FedAvg, McMahan et al. 2018). */
export interface DeltaPrivacy {
  /** No delta is longer than this (Euclidean). */
  clip: number;
  /** The noise's deviation in units of `clip`, on the sum of all deltas. */
  noise: number;
}

/** The same direction, at most `clip` long. A delta with a number that is none says nothing: zeros. */
export function clippedDelta(delta: Float32Array, clip: number): Float32Array {
  const length = Math.sqrt(delta.reduce((sum, value) => sum + value * value, 0));
  if (!Number.isFinite(length)) return new Float32Array(delta.length);
  const factor = length > clip ? clip / length : 1;
  return delta.map((value) => value * factor);
}

/**
 * The least noise, in units of the clip, with which a sum of clipped deltas is (epsilon, delta)-differentially private:
 * noise of this size is (1 / (2 noise^2))-zCDP, and rho-zCDP is (rho + 2 sqrt(rho ln(1/delta)), delta)-DP
 * (Bun and Steinke 2016, propositions 1.3 and 1.6).
 */
export function noiseFor({ epsilon, delta }: { epsilon: number; delta: number }): number {
  const room = Math.log(1 / delta);
  const rho = (Math.sqrt(room + epsilon) - Math.sqrt(room)) ** 2;
  return 1 / Math.sqrt(2 * rho);
}

/**
 * The mean of viewers' deltas, clipped and noised, which alone enters the global adapter: never a history.
 * @param random uniform on [0, 1)
 */
export function privateMean(
  deltas: readonly Float32Array[],
  { clip, noise }: DeltaPrivacy,
  random: () => number,
): Float32Array {
  const [first] = deltas;
  if (first === undefined) return new Float32Array(0);
  const sum = new Float32Array(first.length);
  for (const delta of deltas)
    for (const [i, value] of clippedDelta(delta, clip).entries()) sum[i] = (sum[i] ?? 0) + value;
  return sum.map((value) => (value + noise * clip * normal(random)) / deltas.length);
}

/** Standard normal (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
