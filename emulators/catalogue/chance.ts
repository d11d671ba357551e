/** FNV-1a, 32 bits: text to a number, the same everywhere. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** Repeatable chance (mulberry32): the same seed always gives the same choices. */
export class Chance {
  #state: number;

  constructor(seed: string) {
    this.#state = hash(seed);
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.between(0, items.length - 1)] ?? items[0];
  }

  /** All items in random order, the heavier ones likelier to come early (Efraimidis and Spirakis, 2006). */
  shuffle<T>(items: readonly T[], weight: (item: T) => number = () => 1): T[] {
    return items
      .map((item) => ({ item, key: -Math.log(1 - this.next()) / weight(item) }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }
}
