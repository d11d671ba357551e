import { SonaEngine } from '@ruvector/sona';
import { featureSize } from '../../../shared/sona/features.js';
import type { Lora } from '../../../shared/sona/lora.js';
import { factorSize } from '../../../shared/sona/sequence-model.js';
import { type ScoringRequest, scoresOf, towerInputs, towerOutputs } from '../../../shared/sona/tower.js';

/** What bends a frozen tower for one viewer, whoever made it. */
export interface TowerAdapter {
  /** The tower's outputs for this request as they are with the adapter. */
  bent(outputs: Float64Array, request: ScoringRequest): Float64Array;
  /** @param slope of the loss in the bent outputs @param chosen the candidate that was the one */
  learn(outputs: Float64Array, request: ScoringRequest, slope: Float64Array, chosen: number): void;
  /** A sitting has ended: what was learned is to be kept. */
  rest(): void;
}

export function ourAdapter(lora: Lora): TowerAdapter {
  return {
    bent(outputs, { state }) {
      const bent = outputs.slice();
      lora.addTo(bent, state);
      return bent;
    },
    learn: (_, { state }, slope) => lora.learn(state, slope),
    rest: () => lora.consolidate(),
  };
}

export interface PeerSettings {
  /** 1 or 2: more ends the process. */
  rank: number;
  rate: number;
  /** What the adapter reads: the tower's outputs, as its guide has it, or the viewer's state, as ours. */
  reads: 'outputs' | 'state';
  /**
   * How it is told: a reward of 1 for what was chosen and 0 for the titles that would have been listed above all, as its
   * guide has it; or the loss's own gradient, with the sign that its fixed projection will give it.
   */
  told: 'rewards' | 'gradient';
}

/** Titles that a reward is given for. */
const LISTED = 10;
/** One input more than the tower needs, by which the sign of the peer's fixed projection shows. */
const SIZE = Math.max(towerInputs, towerOutputs) + 1;
const MARK = SIZE - 1;

/**
 * The micro-LoRA of @ruvector/sona as a tower's adapter: outputs += up (down input), `down` fixed and small, `up` a sum of
 * what its trajectories told. EWC++ is its base LoRA's alone, and that is left out: it answers zeros whatever it learned.
 */
export class PeerAdapter implements TowerAdapter {
  readonly #engine: SonaEngine;
  readonly #settings: PeerSettings;

  constructor(settings: PeerSettings) {
    this.#settings = settings;
    this.#engine = SonaEngine.withConfig({
      hiddenDim: SIZE,
      microLoraRank: settings.rank,
      microLoraLr: settings.rate,
      qualityThreshold: 0,
    });
    const mark = new Array<number>(SIZE).fill(0);
    mark[MARK] = 1;
    if (settings.told === 'gradient') this.#tell(mark, towards(mark), 1);
  }

  bent(outputs: Float64Array, { state }: ScoringRequest): Float64Array {
    const change = this.#change(outputs, state);
    return outputs.map((value, o) => value + (change[o] ?? 0));
  }

  learn(outputs: Float64Array, request: ScoringRequest, slope: Float64Array, chosen: number): void {
    const input = this.#input(outputs, request.state);
    if (this.#settings.told === 'rewards') {
      this.#tell(input, rewardsOf(this.bent(outputs, request), request, chosen), 1);
      return;
    }
    const sign = Math.sign(this.#change(outputs, request.state)[MARK] ?? 0) || 1;
    const length = Math.hypot(...slope);
    this.#tell(input, towards(padded(slope.map((value) => -sign * value))), length);
  }

  rest(): void {
    this.#engine.forceLearn();
  }

  #input(outputs: Float64Array, state: Float32Array): number[] {
    return padded(this.#settings.reads === 'outputs' ? outputs : state);
  }

  #change(outputs: Float64Array, state: Float32Array): number[] {
    return this.#engine.applyMicroLora(this.#input(outputs, state));
  }

  #tell(query: number[], steps: readonly Step[], quality: number): void {
    const trajectory = this.#engine.beginTrajectory(query);
    for (const { activations, reward } of steps)
      this.#engine.addTrajectoryStep(trajectory, activations, [], reward);
    this.#engine.endTrajectory(trajectory, quality);
    // Else nothing is learned before a hundred trajectories have come.
    this.#engine.flush();
  }
}

interface Step {
  activations: number[];
  reward: number;
}

/** What counts of a step is by how much its reward is above the mean: of a step alone nothing. */
function towards(activations: number[]): Step[] {
  return [
    { activations, reward: 1 },
    { activations: activations.map(() => 0), reward: 0 },
  ];
}

function rewardsOf(outputs: Float64Array, request: ScoringRequest, chosen: number): Step[] {
  const scores = scoresOf(withOutputs(request, outputs));
  const listed = Array.from(scores.keys())
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
    .filter((candidate) => candidate !== chosen)
    .slice(0, LISTED);
  return [chosen, ...listed].map((candidate) => ({
    activations: padded([
      ...request.vectors.subarray(candidate * factorSize, (candidate + 1) * factorSize),
      ...request.features.subarray(candidate * featureSize, (candidate + 1) * featureSize),
    ]),
    reward: candidate === chosen ? 1 : 0,
  }));
}

/** The request as it is scored with other outputs of the tower than its own. */
export function withOutputs(request: ScoringRequest, outputs: Float64Array): ScoringRequest {
  const state = new Float32Array(towerInputs);
  state[0] = 1;
  const base = new Float32Array(towerInputs * towerOutputs);
  base.set(outputs);
  return { ...request, state, base, adapters: [] };
}

function padded(values: ArrayLike<number>): number[] {
  return Array.from({ length: SIZE }, (_, i) => values[i] ?? 0);
}
