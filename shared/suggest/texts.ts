/** Many texts as one run of UTF-8 bytes; only those that are asked for become strings. */
export class Texts {
  readonly #bytes: Buffer;
  /** Where each text ends, after a leading 0. */
  readonly #ends: Uint32Array;

  constructor(bytes: Uint8Array, ends: Uint32Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#ends = ends;
  }

  get count(): number {
    return this.#ends.length - 1;
  }

  at(place: number): string {
    return this.#bytes.toString('utf8', this.#ends[place], this.#ends[place + 1]);
  }

  /** The stretch of texts that begin with these bytes, where the texts are in the order of their bytes. */
  beginningWith(prefix: Buffer): [from: number, to: number] {
    const from = this.#firstWhere((text) => text.compare(prefix) >= 0);
    const to = this.#firstWhere((text) => text.subarray(0, prefix.length).compare(prefix) > 0, from);
    return [from, to];
  }

  /** The first text that passes, where all after one that passes do. */
  #firstWhere(passes: (text: Buffer) => boolean, from = 0): number {
    let [low, high] = [from, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (passes(this.#bytes.subarray(this.#ends[middle], this.#ends[middle + 1]))) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

export function packTexts(texts: readonly string[]): { bytes: Buffer; ends: Uint32Array } {
  const packed = texts.map((text) => Buffer.from(text));
  return { bytes: Buffer.concat(packed), ends: endsOf(packed.map(({ length }) => length)) };
}

/** Where each of things of these lengths ends when they follow each other, after a leading 0. */
export function endsOf(lengths: readonly number[]): Uint32Array {
  const ends = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, place) => {
    ends[place + 1] = (ends[place] ?? 0) + length;
  });
  return ends;
}
