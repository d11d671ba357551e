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
const NEGATIVES = 32;
const SHRINKAGE = 1e-5;
/** The matrices move slower than the vectors: of so many steps one is gathered, and of so many gathered they move. */
const MIXING_PACE = 0.3;
const MIXING_EVERY = 4;
const MIXING_BATCH = 4;
/** Surprises below this hardly move a vector, and most titles drawn surprise less. */
const NEGLIGIBLE = 1e-4;
const FIRST_SQUARE = 1e-3;

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
    this.#squares = new Float32Array(length).fill(FIRST_SQUARE);
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  step(index: number, gradient: number, rate: number): void {
    const squares = (this.#squares[index] ?? 0) + gradient * gradient;
    this.#squares[index] = squares;
    this.values[index] = (this.values[index] ?? 0) - (rate * gradient) / Math.sqrt(squares);
  }

  grow(length: number): void {
    this.values = grown(this.values, length);
    this.#squares = grown(this.#squares, length, FIRST_SQUARE);
  }
}

/** One vector a title, each with one sum of squared gradients (row-wise AdaGrad): a root a vector, not a number. */
class Vectors {
  values: Float32Array<ArrayBuffer> = new Float32Array(0);
  #squares: Float32Array<ArrayBuffer> = new Float32Array(0);

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  /** One step down `factor * direction`, with shrinkage. @param length the direction's, squared */
  step(row: number, direction: Float64Array, length: number, factor: number, rate: number): void {
    const squares = (this.#squares[row] ?? 0) + (factor * factor * length) / factorSize;
    this.#squares[row] = squares;
    const pace = rate / Math.sqrt(squares);
    const [along, kept, from] = [pace * factor, 1 - pace * SHRINKAGE, row * factorSize];
    const { values } = this;
    for (let d = 0; d < factorSize; d++)
      values[from + d] = kept * (values[from + d] ?? 0) - along * (direction[d] ?? 0);
  }

  grow(rows: number, fill: () => number): void {
    const before = this.values.length;
    if (rows * factorSize <= before) return;
    this.values = grown(this.values, rows * factorSize);
    this.#squares = grown(this.#squares, Math.ceil(this.values.length / factorSize), FIRST_SQUARE);
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
  readonly #before = new Vectors();
  readonly #after = new Vectors();
  readonly #bias = new Weights(0);
  readonly #mixing: Weights;
  readonly #mixingSlope = new Float32Array(memorySize * factorSize);
  #steps = 0;
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
    const diagonal = (i: number) => (Math.floor(i / factorSize) % factorSize === i % factorSize ? 0.5 : 0);
    this.#mixing = new Weights(memorySize * factorSize, diagonal);
  }

  /** Makes room for the title and counts it among what is drawn. */
  observe(title: number): void {
    const small = () => (this.#random() + this.#random() + this.#random() - 1.5) * 0.115;
    this.#before.grow(title + 1, small);
    this.#after.grow(title + 1, small);
    this.#bias.grow(title + 1);
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
    const { values } = this.#before;
    const steps = Math.min(REACH, end);
    for (const [memory, fading] of memoryWeights.entries()) {
      for (let step = 0; step < steps; step++) {
        const weight = fading[step] ?? 0;
        if (weight === 0) continue;
        const from = (titles[end - 1 - step] ?? 0) * factorSize;
        const to = memory * factorSize;
        for (let i = 0; i < factorSize; i++)
          memories[to + i] = (memories[to + i] ?? 0) + weight * (values[from + i] ?? 0);
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
    const length = squaredLength(point);
    for (let i = 0; i <= NEGATIVES; i++) {
      const surprise = (this.#shares[i] ?? 0) - (i === 0 ? 1 : 0);
      if (Math.abs(surprise) < NEGLIGIBLE) continue;
      const drawn = this.#titles[i] ?? 0;
      this.#bias.step(drawn, surprise, rate);
      this.#addSlope(drawn, surprise);
      this.#after.step(drawn, point, length, surprise, rate);
    }
    const isGathered = this.#steps++ % MIXING_EVERY === 0;
    for (let memory = 0; memory < FADING.length; memory++) {
      this.#carryBack(memory);
      if (isGathered) this.#gather(memory);
      this.#recall(memory, titles, end, rate);
    }
    if (this.#steps % (MIXING_EVERY * MIXING_BATCH) === 0) this.#moveMixing(rate * MIXING_PACE);
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

  #addSlope(title: number, surprise: number): void {
    const [slope, { values }] = [this.#slope, this.#after];
    const from = title * factorSize;
    for (let d = 0; d < factorSize; d++) slope[d] = (slope[d] ?? 0) + surprise * (values[from + d] ?? 0);
  }

  /** From the point's slope to the memory's. */
  #carryBack(memory: number): void {
    const [slope, memorySlope] = [this.#slope, this.#memorySlope.fill(0)];
    const { values } = this.#mixing;
    for (let row = 0; row < factorSize; row++) {
      const from = (memory * factorSize + row) * factorSize;
      const along = slope[row] ?? 0;
      for (let column = 0; column < factorSize; column++)
        memorySlope[column] = (memorySlope[column] ?? 0) + along * (values[from + column] ?? 0);
    }
  }

  #gather(memory: number): void {
    const [slope, memories, gathered] = [this.#slope, this.#memories, this.#mixingSlope];
    const start = memory * factorSize;
    for (let row = 0; row < factorSize; row++) {
      const from = (start + row) * factorSize;
      const along = slope[row] ?? 0;
      for (let column = 0; column < factorSize; column++)
        gathered[from + column] = (gathered[from + column] ?? 0) + along * (memories[start + column] ?? 0);
    }
  }

  #moveMixing(rate: number): void {
    for (let i = 0; i < this.#mixingSlope.length; i++) this.#mixing.step(i, this.#mixingSlope[i] ?? 0, rate);
    this.#mixingSlope.fill(0);
  }

  #recall(memory: number, titles: readonly number[], end: number, rate: number): void {
    const length = squaredLength(this.#memorySlope);
    const steps = Math.min(REACH, end);
    for (let step = 0; step < steps; step++) {
      const weight = memoryWeights[memory]?.[step] ?? 0;
      if (weight > 0) this.#before.step(titles[end - 1 - step] ?? 0, this.#memorySlope, length, weight, rate);
    }
  }
}

function squaredLength(vector: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < vector.length; d++) sum += (vector[d] ?? 0) ** 2;
  return sum;
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
