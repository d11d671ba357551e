import { NumberLists } from './number-lists.js';

/** Unsigned 32-bit numbers, one after the other, in a quarter of an array's memory. */
export class GrowingNumbers {
  #values = new Uint32Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** Those so far; later ones are not in it. */
  all(): Uint32Array {
    return this.#values.slice(0, this.#length);
  }
}

/** Lists of numbers, one after the other. */
export class GrowingLists {
  readonly #values = new GrowingNumbers();
  readonly #ends = new GrowingNumbers();

  constructor() {
    this.#ends.push(0);
  }

  push(list: Iterable<number>): void {
    for (const value of list) this.#values.push(value);
    this.#ends.push(this.#values.length);
  }

  all(): NumberLists {
    return new NumberLists(this.#values.all(), this.#ends.all());
  }
}

/** Gives each text a number, in the order in which they first come. */
export class Numbering {
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(text, number);
    }
    return number;
  }

  texts(): string[] {
    return [...this.#numbers.keys()];
  }
}
