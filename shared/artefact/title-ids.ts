import type { TitleId } from '../title/title-id.js';

/** 32-bit numbers of a UUID. */
const PARTS = 4;
const DIGITS_OF_PART = 8;
const NONE = 0xffffffff;
const HYPHEN = '-'.charCodeAt(0);
const DIGIT_0 = '0'.charCodeAt(0);
const LETTER_A = 'A'.charCodeAt(0);
/** The bit by which a letter differs from its capital. */
const LOWER_CASE = 0x20;

/** The ids of titles by number, and the numbers by id. */
export class TitleIds {
  readonly #parts: Uint32Array;
  readonly #sought = new Uint32Array(PARTS);
  #slots: Uint32Array | undefined;

  /** @param parts four for each title */
  constructor(parts: Uint32Array) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#parts.length / PARTS;
  }

  at(title: number): TitleId {
    let hex = '';
    for (let i = 0; i < PARTS; i++) hex += this.#part(title, i).toString(16).padStart(8, '0');
    const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
    return groups.join('-') as TitleId;
  }

  /** Runs for each of a thousand candidates of a search, so nothing is made anew. */
  numberOf(id: TitleId): number | undefined {
    this.#slots ??= this.#hashed();
    readParts(id, this.#sought);
    const last = this.#slots.length - 1;
    for (let slot = (this.#sought[0] ?? 0) & last; ; slot = (slot + 1) & last) {
      const title = this.#slots[slot] ?? NONE;
      if (title === NONE) return undefined;
      if (this.#isSought(title)) return title;
    }
  }

  #isSought(title: number): boolean {
    for (let i = 0; i < PARTS; i++) if (this.#sought[i] !== this.#part(title, i)) return false;
    return true;
  }

  #part(title: number, i: number): number {
    return this.#parts[title * PARTS + i] ?? 0;
  }

  /** Open addressing by the first part, which is as good as random; at most half full. */
  #hashed(): Uint32Array {
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * this.count + 2))).fill(NONE);
    for (let title = 0; title < this.count; title++) {
      let slot = this.#part(title, 0) & (slots.length - 1);
      while (slots[slot] !== NONE) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = title;
    }
    return slots;
  }
}

export function partsOf(id: TitleId): Uint32Array {
  const parts = new Uint32Array(PARTS);
  readParts(id, parts);
  return parts;
}

/** Letter by letter: cutting the id into pieces takes eight times as long. */
function readParts(id: TitleId, parts: Uint32Array): void {
  let digits = 0;
  let value = 0;
  for (let i = 0; i < id.length; i++) {
    const letter = id.charCodeAt(i);
    if (letter === HYPHEN) continue;
    value = (value << 4) | digitOf(letter);
    digits++;
    if (digits % DIGITS_OF_PART === 0) parts[digits / DIGITS_OF_PART - 1] = value;
  }
}

/** Of a hexadecimal digit in either case. */
function digitOf(letter: number): number {
  return letter < LETTER_A ? letter - DIGIT_0 : (letter & ~LOWER_CASE) - LETTER_A + 10;
}
