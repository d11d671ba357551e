/** Room for postings at first. */
const SMALLEST = 4;

/** Term numbers, distinct, with a weight each. */
export interface SparseVector {
  indices: Uint32Array;
  values: Float32Array;
}

/** The slots holding one term, in rising order, with its weight in each; those of deleted vectors stay for a while. */
export class Postings {
  slots: Int32Array;
  weights: Float32Array;
  length: number;
  /** How many of the slots are in use. */
  frequency: number;
  /** No weight lies beyond these, zero included. */
  highest = 0;
  lowest = 0;

  /** Takes over arrays of which the first `length` places are filled. */
  constructor(slots = new Int32Array(SMALLEST), weights = new Float32Array(SMALLEST), length = 0) {
    this.slots = slots;
    this.weights = weights;
    this.length = length;
    this.frequency = length;
    for (let i = 0; i < length; i++) this.#widen(weights[i] ?? 0);
  }

  append(slot: number, weight: number): void {
    if (this.length === this.slots.length) this.#grow();
    this.slots[this.length] = slot;
    this.weights[this.length] = weight;
    this.length++;
    this.frequency++;
    this.#widen(weight);
  }

  /** Gives the slots their new numbers, which keep the order, and drops those that have none (-1). */
  renumber(numbers: Int32Array): void {
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      const slot = numbers[this.slots[i] ?? 0] ?? -1;
      if (slot < 0) continue;
      this.slots[kept] = slot;
      this.weights[kept] = this.weights[i] ?? 0;
      kept++;
    }
    this.length = kept;
  }

  #widen(weight: number): void {
    if (weight > this.highest) this.highest = weight;
    else if (weight < this.lowest) this.lowest = weight;
  }

  #grow(): void {
    const slots = new Int32Array(Math.max(SMALLEST, this.length * 2));
    const weights = new Float32Array(slots.length);
    slots.set(this.slots);
    weights.set(this.weights);
    this.slots = slots;
    this.weights = weights;
  }
}
