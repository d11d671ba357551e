import type { Stretch } from './ascending.js';
import { endsOf } from './number-lists.js';

/**
 * Different words in the order of their UTF-16 code units, as JavaScript sorts strings: words of one beginning are
 * neighbours. A word's number is its place. A letter outside the basic plane counts as two in edits.
 */
export class Words {
  readonly letters: Uint16Array;
  /** Where each word ends in `letters`, after a leading 0. */
  readonly ends: Uint32Array;
  #shared: Uint8Array | undefined;

  constructor(letters: Uint16Array, ends: Uint32Array) {
    this.letters = letters;
    this.ends = ends;
  }

  get count(): number {
    return this.ends.length - 1;
  }

  at(word: number): string {
    let text = '';
    for (let at = this.ends[word] ?? 0; at < (this.ends[word + 1] ?? 0); at++)
      text += String.fromCharCode(this.letters[at] ?? 0);
    return text;
  }

  numberOf(word: string): number | undefined {
    const place = this.#firstFrom(word);
    const isThere = place < this.count && this.#lengthOf(place) === word.length && this.#begins(place, word);
    return isThere ? place : undefined;
  }

  beginningWith(prefix: string): Stretch {
    const from = this.#firstFrom(prefix);
    let [low, high] = [from, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#begins(middle, prefix)) low = middle + 1;
      else high = middle;
    }
    return { from, to: low };
  }

  /** How many letters each word begins with that the word before it begins with too (255 at the most). */
  get shared(): Uint8Array {
    this.#shared ??= sharedLetters(this.letters, this.ends);
    return this.#shared;
  }

  #lengthOf(word: number): number {
    return (this.ends[word + 1] ?? 0) - (this.ends[word] ?? 0);
  }

  #begins(word: number, prefix: string): boolean {
    const start = this.ends[word] ?? 0;
    if (this.#lengthOf(word) < prefix.length) return false;
    for (let i = 0; i < prefix.length; i++)
      if (this.letters[start + i] !== prefix.charCodeAt(i)) return false;
    return true;
  }

  /** The first word that is not before this text. */
  #firstFrom(text: string): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(middle, text)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(word: number, text: string): boolean {
    const start = this.ends[word] ?? 0;
    const length = this.#lengthOf(word);
    const common = Math.min(length, text.length);
    for (let i = 0; i < common; i++) {
      const apart = (this.letters[start + i] ?? 0) - text.charCodeAt(i);
      if (apart !== 0) return apart < 0;
    }
    return length < text.length;
  }
}

/** @param words different, sorted */
export function packWords(words: readonly string[]): { letters: Uint16Array; ends: Uint32Array } {
  const ends = endsOf(words.map(({ length }) => length));
  const letters = new Uint16Array(ends.at(-1) ?? 0);
  let at = 0;
  for (const word of words) for (let i = 0; i < word.length; i++) letters[at++] = word.charCodeAt(i);
  return { letters, ends };
}

function sharedLetters(letters: Uint16Array, ends: Uint32Array): Uint8Array {
  const shared = new Uint8Array(ends.length - 1);
  for (let word = 1; word < shared.length; word++) {
    const [before, start, end] = [ends[word - 1] ?? 0, ends[word] ?? 0, ends[word + 1] ?? 0];
    const most = Math.min(start - before, end - start, 255);
    let same = 0;
    while (same < most && letters[before + same] === letters[start + same]) same++;
    shared[word] = same;
  }
  return shared;
}
