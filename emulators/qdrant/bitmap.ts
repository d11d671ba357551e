/** A growing set of row numbers, one bit a row. */
export class Bitmap {
  #words: Uint32Array;

  constructor(words: Uint32Array = new Uint32Array(8)) {
    this.#words = words;
  }

  static of(rows: Iterable<number>): Bitmap {
    const bitmap = new Bitmap();
    for (const row of rows) bitmap.add(row);
    return bitmap;
  }

  add(row: number): void {
    const index = row >>> 5;
    if (index >= this.#words.length) this.#grow(index + 1);
    this.#words[index] = (this.#words[index] ?? 0) | (1 << (row & 31));
  }

  delete(row: number): void {
    const index = row >>> 5;
    if (index < this.#words.length) this.#words[index] = (this.#words[index] ?? 0) & ~(1 << (row & 31));
  }

  has(row: number): boolean {
    return (((this.#words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;
  }

  /** One more than the highest row that it has room for. */
  get end(): number {
    return this.#words.length * 32;
  }

  count(): number {
    let total = 0;
    for (let i = 0; i < this.#words.length; i++) total += bitsIn(this.#words[i] ?? 0);
    return total;
  }

  clone(): Bitmap {
    return new Bitmap(this.#words.slice());
  }

  /** Keeps the rows that `other` holds too. */
  and(other: Bitmap): this {
    for (let i = 0; i < this.#words.length; i++) {
      this.#words[i] = (this.#words[i] ?? 0) & (other.#words[i] ?? 0);
    }
    return this;
  }

  or(other: Bitmap): this {
    if (other.#words.length > this.#words.length) this.#grow(other.#words.length);
    for (let i = 0; i < other.#words.length; i++) {
      this.#words[i] = (this.#words[i] ?? 0) | (other.#words[i] ?? 0);
    }
    return this;
  }

  /** Drops the rows that `other` holds. */
  andNot(other: Bitmap): this {
    const shared = Math.min(this.#words.length, other.#words.length);
    for (let i = 0; i < shared; i++) {
      this.#words[i] = (this.#words[i] ?? 0) & ~(other.#words[i] ?? 0);
    }
    return this;
  }

  /** How many rows both hold. */
  overlap(other: Bitmap): number {
    let total = 0;
    const shared = Math.min(this.#words.length, other.#words.length);
    for (let i = 0; i < shared; i++) total += bitsIn((this.#words[i] ?? 0) & (other.#words[i] ?? 0));
    return total;
  }

  /** Ascending. */
  forEach(visit: (row: number) => void): void {
    for (let i = 0; i < this.#words.length; i++) {
      let word = this.#words[i] ?? 0;
      while (word !== 0) {
        visit((i << 5) + 31 - Math.clz32(word & -word));
        word &= word - 1;
      }
    }
  }

  rows(): number[] {
    const rows: number[] = [];
    this.forEach((row) => rows.push(row));
    return rows;
  }

  #grow(words: number): void {
    const grown = new Uint32Array(Math.max(words, this.#words.length * 2));
    grown.set(this.#words);
    this.#words = grown;
  }
}

/** Population count by parallel sums (Hacker's Delight, 5-1). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
