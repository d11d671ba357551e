/** The shape of a low-rank change of a linear map. */
export interface LoraShape {
  inputs: number;
  outputs: number;
  rank: number;
}

/** Numbers that such a change holds. */
export function loraSize({ inputs, outputs, rank }: LoraShape): number {
  return rank * (inputs + outputs);
}

/** How an adapter learns and remembers. */
export interface LoraSettings {
  /** The change counts `alpha / rank` times (Hu et al. 2021). */
  alpha: number;
  /** AdaGrad's. */
  rate: number;
  /** Of elastic weight consolidation: how dear what was learned is. 0 forgets freely. */
  lambda: number;
  /** How much of the running Fisher estimate each step keeps. */
  fisherKept: number;
}

/** What AdaGrad's sum of squares begins with. */
export const FIRST_SQUARE = 1e-2;

/**
 * A low-rank adapter of the viewer tower: outputs += alpha/rank * up (down inputs). `down` starts at random and `up`
 * at zero, so that a new adapter changes nothing. Learns by AdaGrad under online elastic weight consolidation
 * (EWC++, Chaudhry et al. 2018): a running Fisher estimate F <- kept F + (1 - kept) gradient^2, and a pull of
 * lambda fisher (weight - anchor) to the weights, by the estimates, as they were when last consolidated.
 */
export class Lora {
  readonly shape: LoraShape;
  readonly settings: LoraSettings;
  /** `down` as `inputs` rows of `rank`, then `up` as `rank` rows of `outputs`. */
  readonly weights: Float32Array;
  readonly anchor: Float32Array;
  /** How much each weight matters to what was consolidated; zeros before. */
  readonly fisher: Float32Array;
  /** The running Fisher estimate. */
  readonly running: Float32Array;
  /** Sums of squared gradients, by which AdaGrad slows down. */
  readonly squares: Float32Array;
  readonly #down: Float64Array;
  /** Steps learned so far. */
  steps = 0;

  /** @param random uniform on [0, 1); undefined leaves every weight zero, to be filled in */
  constructor(shape: LoraShape, settings: LoraSettings, random?: () => number) {
    this.shape = shape;
    this.settings = settings;
    this.weights = new Float32Array(loraSize(shape));
    const spread = Math.sqrt(3 / shape.inputs);
    if (random)
      for (let i = 0; i < shape.rank * shape.inputs; i++) this.weights[i] = (2 * random() - 1) * spread;
    this.anchor = this.weights.slice();
    this.fisher = new Float32Array(this.weights.length);
    this.running = new Float32Array(this.weights.length);
    this.squares = new Float32Array(this.weights.length).fill(FIRST_SQUARE);
    this.#down = new Float64Array(shape.rank);
  }

  get scale(): number {
    return this.settings.alpha / this.shape.rank;
  }

  /** Adds the adapter's change to the tower's outputs. */
  addTo(outputs: Float64Array, inputs: ArrayLike<number>): void {
    const { rank, outputs: width } = this.shape;
    this.#project(inputs);
    const up = rank * this.shape.inputs;
    for (let r = 0; r < rank; r++) {
      const share = this.scale * (this.#down[r] ?? 0);
      for (let o = 0; o < width; o++)
        outputs[o] = (outputs[o] ?? 0) + share * (this.weights[up + r * width + o] ?? 0);
    }
  }

  #project(inputs: ArrayLike<number>): void {
    const { rank, inputs: width } = this.shape;
    const down = this.#down.fill(0);
    for (let i = 0; i < width; i++) {
      const input = inputs[i] ?? 0;
      if (input === 0) continue;
      for (let r = 0; r < rank; r++) down[r] = (down[r] ?? 0) + input * (this.weights[i * rank + r] ?? 0);
    }
  }

  /** One step of descent. @param slope of the loss in the tower's outputs */
  learn(inputs: ArrayLike<number>, slope: ArrayLike<number>): void {
    const { rank, inputs: width, outputs } = this.shape;
    this.#project(inputs);
    const up = rank * width;
    const back = new Float64Array(rank);
    for (let r = 0; r < rank; r++) {
      const down = this.#down[r] ?? 0;
      for (let o = 0; o < outputs; o++) {
        const place = up + r * outputs + o;
        back[r] = (back[r] ?? 0) + (this.weights[place] ?? 0) * (slope[o] ?? 0);
        this.#step(place, this.scale * (slope[o] ?? 0) * down);
      }
    }
    for (let i = 0; i < width; i++)
      for (let r = 0; r < rank; r++) this.#step(i * rank + r, this.scale * (back[r] ?? 0) * (inputs[i] ?? 0));
    this.steps += 1;
  }

  #step(place: number, gradient: number): void {
    const { rate, lambda, fisherKept } = this.settings;
    const fisher = this.fisher[place] ?? 0;
    const weight = this.weights[place] ?? 0;
    const anchor = this.anchor[place] ?? 0;
    const pulled = gradient + lambda * fisher * (weight - anchor);
    const squares = (this.squares[place] ?? 0) + pulled * pulled;
    this.squares[place] = squares;
    this.weights[place] = weight - (rate * pulled) / Math.sqrt(squares);
    this.running[place] = fisherKept * (this.running[place] ?? 0) + (1 - fisherKept) * gradient * gradient;
  }

  /** What was learned so far is to be kept: called when a sitting has ended. */
  consolidate(): void {
    this.anchor.set(this.weights);
    for (let i = 0; i < this.fisher.length; i++)
      this.fisher[i] = Math.max(this.fisher[i] ?? 0, this.running[i] ?? 0);
  }
}
