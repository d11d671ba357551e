import { grown } from './growing.js';

/** Numbers of one title's vectors. */
export const factorSize = 40;
/** Memories of what was chosen, newest first: the last choice alone, then means that fade by these steps. */
const FADING = [0, 0.6, 0.9] as const;
/** A viewer's state: one vector a memory. */
export const memorySize = FADING.length * factorSize;
/** Choices that the memories reach back. */
export const REACH = 12;
/** What is learned against, per step: titles drawn as often as they are chosen. */
const NEGATIVES = 64;
const SHRINKAGE = 1e-5;
/** The matrices move slower than the vectors, and once in so many steps. */
const MIXING_PACE = 0.3;
const MIXING_BATCH = 8;
/** Gradients below this change nothing that a float can hold. */
const NEGLIGIBLE = 1e-5;

/** How much each step back counts in each memory. */
export const memoryWeights: readonly Float64Array[] = FADING.map((fading) =>
  Float64Array.from({ length: REACH }, (_, step) => (1 - fading) * fading ** step),
);

/** One weight a number, with the sum of its squared gradients (AdaGrad). */
class Weights {
  values: Float32Array<ArrayBuffer>;
  #squares: Float32Array<ArrayBuffer>;

  constructor(length: number, fill: (index: number) => number = () => 0) {
    this.values = Float32Array.from({ length }, (_, i) => fill(i));
    this.#squares = new Float32Array(length).fill(1e-3);
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  step(index: number, gradient: number, rate: number): void {
    const squares = (this.#squares[index] ?? 0) + gradient * gradient;
    this.#squares[index] = squares;
    this.values[index] = (this.values[index] ?? 0) - (rate * gradient) / Math.sqrt(squares);
  }

  grow(length: number, fill: () => number): void {
    const before = this.values.length;
    if (length <= before) return;
    this.values = grown(this.values, length);
    this.#squares = grown(this.#squares, this.values.length, 1e-3);
    for (let i = before; i < this.values.length; i++) this.values[i] = fill();
  }
}

/**
 * Factors of titles learned from sequences: memories of the latest choices, mixed by one matrix each, point at the
 * next title's vector (a factorised Markov chain with fading memories, after FPMC, Rendle et al. 2010), trained by
 * softmax over sampled titles with the correction for how often each is drawn. Learns on with each event.
 */
export class SequenceModel {
  readonly #random: () => number;
  /** As context, and as what comes next. */
  readonly #before: Weights;
  readonly #after: Weights;
  readonly #bias: Weights;
  readonly #mixing: Weights;
  readonly #mixingSlope = new Float32Array(memorySize * factorSize);
  #gathered = 0;
  readonly #counts: number[] = [];
  /** Titles as they were chosen, to draw from. */
  readonly #drawn: number[] = [];
  readonly #memories = new Float32Array(memorySize);
  readonly #slope = new Float64Array(factorSize);
  readonly #memorySlope = new Float64Array(factorSize);
  readonly #titles = new Int32Array(NEGATIVES + 1);
  readonly #shares = new Float64Array(NEGATIVES + 1);

  /** @param random uniform on [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
    this.#before = new Weights(0);
    this.#after = new Weights(0);
    this.#bias = new Weights(0);
    const diagonal = (i: number) => (Math.floor(i / factorSize) % factorSize === i % factorSize ? 0.5 : 0);
    this.#mixing = new Weights(memorySize * factorSize, diagonal);
  }

  /** Makes room for the title and counts it among what is drawn. */
  observe(title: number): void {
    const small = () => (this.#random() + this.#random() + this.#random() - 1.5) * 0.115;
    this.#before.grow((title + 1) * factorSize, small);
    this.#after.grow((title + 1) * factorSize, small);
    this.#bias.grow(title + 1, () => 0);
    this.#counts[title] = (this.#counts[title] ?? 0) + 1;
    this.#drawn.push(title);
  }

  /** The titles' vectors as what comes next, `factorSize` numbers each; not to be changed. */
  get vectors(): Float32Array {
    return this.#after.values;
  }

  bias(title: number): number {
    return this.#bias.at(title);
  }

  /** `factorSize` rows of `memorySize` numbers, row by row of each memory: what turns memories into a point. */
  mixing(memory: number, row: number, column: number): number {
    return this.#mixing.at((memory * factorSize + row) * factorSize + column);
  }

  /** The viewer's state after these choices. @param titles oldest first, of which the last `end` are left out */
  memories(titles: readonly number[], end = titles.length): Float32Array {
    this.#remember(titles, end);
    return this.#memories.slice();
  }

  #remember(titles: readonly number[], end: number): void {
    const memories = this.#memories.fill(0);
    const steps = Math.min(REACH, end);
    for (const [memory, fading] of memoryWeights.entries()) {
      for (let step = 0; step < steps; step++) {
        const weight = fading[step] ?? 0;
        if (weight === 0) continue;
        const from = (titles[end - 1 - step] ?? 0) * factorSize;
        const to = memory * factorSize;
        for (let i = 0; i < factorSize; i++)
          memories[to + i] = (memories[to + i] ?? 0) + weight * this.#before.at(from + i);
      }
    }
  }

  /** Where memories point among the titles' vectors. */
  point(memories: ArrayLike<number>): Float64Array {
    const point = new Float64Array(factorSize);
    const mixing = this.#mixing.values;
    for (let memory = 0; memory < FADING.length; memory++) {
      for (let row = 0; row < factorSize; row++) {
        const from = (memory * factorSize + row) * factorSize;
        let sum = 0;
        for (let column = 0; column < factorSize; column++)
          sum += (mixing[from + column] ?? 0) * (memories[memory * factorSize + column] ?? 0);
        point[row] = (point[row] ?? 0) + sum;
      }
    }
    return point;
  }

  /** One step of descent: after the first `end` titles came this one. @param rate AdaGrad's, about .05 to .1 */
  learn(titles: readonly number[], end: number, title: number, rate: number): void {
    if (end === 0) return;
    this.#remember(titles, end);
    const point = this.point(this.#memories);
    this.#draw(title, point);
    this.#slope.fill(0);
    for (let i = 0; i <= NEGATIVES; i++) {
      const surprise = (this.#shares[i] ?? 0) - (i === 0 ? 1 : 0);
      if (Math.abs(surprise) >= NEGLIGIBLE) this.#move(this.#titles[i] ?? 0, surprise, point, rate);
    }
    for (let memory = 0; memory < FADING.length; memory++) {
      this.#mix(memory);
      this.#recall(memory, titles, end, rate);
    }
    this.#moveMixing(rate * MIXING_PACE);
  }

  /** Fills in the drawn titles and how likely each is held to be, the true one first. */
  #draw(title: number, point: Float64Array): void {
    const { values } = this.#after;
    this.#titles[0] = title;
    for (let i = 1; i <= NEGATIVES; i++)
      this.#titles[i] = this.#drawn[Math.floor(this.#random() * this.#drawn.length)] ?? title;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i <= NEGATIVES; i++) {
      const drawn = this.#titles[i] ?? 0;
      let logit = this.#bias.at(drawn) - Math.log(1 + (this.#counts[drawn] ?? 0));
      for (let d = 0; d < factorSize; d++) logit += (point[d] ?? 0) * (values[drawn * factorSize + d] ?? 0);
      this.#shares[i] = i > 0 && drawn === title ? Number.NEGATIVE_INFINITY : logit;
      highest = Math.max(highest, this.#shares[i] ?? 0);
    }
    normalise(this.#shares, highest);
  }

  #move(title: number, surprise: number, point: Float64Array, rate: number): void {
    this.#bias.step(title, surprise, rate);
    const from = title * factorSize;
    for (let d = 0; d < factorSize; d++) {
      const value = this.#after.at(from + d);
      this.#slope[d] = (this.#slope[d] ?? 0) + surprise * value;
      this.#after.step(from + d, surprise * (point[d] ?? 0) + SHRINKAGE * value, rate);
    }
  }

  /** Carries the slope back to the memory, and gathers the matrix's own, which is applied a batch at a time. */
  #mix(memory: number): void {
    const memorySlope = this.#memorySlope.fill(0);
    const { values } = this.#mixing;
    const [memories, gathered] = [this.#memories, this.#mixingSlope];
    const start = memory * factorSize;
    for (let row = 0; row < factorSize; row++) {
      const from = (start + row) * factorSize;
      const slope = this.#slope[row] ?? 0;
      for (let column = 0; column < factorSize; column++) {
        memorySlope[column] = (memorySlope[column] ?? 0) + slope * (values[from + column] ?? 0);
        gathered[from + column] = (gathered[from + column] ?? 0) + slope * (memories[start + column] ?? 0);
      }
    }
  }

  #moveMixing(rate: number): void {
    this.#gathered += 1;
    if (this.#gathered < MIXING_BATCH) return;
    for (let i = 0; i < this.#mixingSlope.length; i++) this.#mixing.step(i, this.#mixingSlope[i] ?? 0, rate);
    this.#mixingSlope.fill(0);
    this.#gathered = 0;
  }

  #recall(memory: number, titles: readonly number[], end: number, rate: number): void {
    const steps = Math.min(REACH, end);
    for (let step = 0; step < steps; step++) {
      const weight = memoryWeights[memory]?.[step] ?? 0;
      if (weight === 0) continue;
      const from = (titles[end - 1 - step] ?? 0) * factorSize;
      for (let d = 0; d < factorSize; d++) {
        const gradient = weight * (this.#memorySlope[d] ?? 0) + SHRINKAGE * this.#before.at(from + d);
        this.#before.step(from + d, gradient, rate);
      }
    }
  }
}

/** Logits to shares that sum to 1, in place. */
function normalise(logits: Float64Array, highest: number): void {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const share = Math.exp((logits[i] ?? 0) - highest);
    logits[i] = share;
    sum += share;
  }
  for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] ?? 0) / sum;
}
