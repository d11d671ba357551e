import { endsOf } from './number-lists.js';

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
}

export function packTexts(texts: readonly string[]): { bytes: Buffer; ends: Uint32Array } {
  const packed = texts.map((text) => Buffer.from(text));
  return { bytes: Buffer.concat(packed), ends: endsOf(packed.map(({ length }) => length)) };
}
