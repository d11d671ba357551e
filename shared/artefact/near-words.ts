import type { Stretch } from './ascending.js';
import type { Words } from './words.js';

/** A stretch of words that are as many edits away. */
export interface NearStretch extends Stretch {
  edits: number;
}

export interface NearWord {
  word: number;
  edits: number;
}

/** Longest text that is looked for with edits: a set of places in it is one integer. */
export const LONGEST_NEAR = 30;
/** Letters of a word beyond these are not read: it is too long to be near. */
const DEEPEST = 64;
const BASIC_LETTERS = 128;

/** Words, and the same ones read from their ends, so that either half of a text may come first. */
export class NearWords {
  readonly #words: Words;
  readonly #backward: Words;
  /** For each of those read from their ends its number among the others. */
  readonly #numbers: Uint32Array;

  constructor(words: Words, backward: Words, numbers: Uint32Array) {
    this.#words = words;
    this.#backward = backward;
    this.#numbers = numbers;
  }

  /**
   * The words within `edits` of a text: insertions, deletions, replacements and swaps of neighbours, no letter edited twice
   * ("optimal string alignment", the restricted Damerau-Levenshtein distance). Where all edits are in the first half of
   * the text, its second half is an ending of the word, which few have; all others have an edit less in their first half,
   * so that most words are passed over after a few letters.
   * @param edits 0, 1 or 2
   * @returns in the words' order; none where the text has more than LONGEST_NEAR letters
   */
  find(text: string, edits: number): NearWord[] {
    if (text.length === 0 || text.length > LONGEST_NEAR) return [];
    if (edits === 0) return exactly(this.#words, text);
    const half = text.length >> 1;
    const found = new Map<number, number>();
    const add = (word: number, distance: number) => {
      if (distance < (found.get(word) ?? ROWS)) found.set(word, distance);
    };
    const fewerInFirstHalf = new EditAutomaton(text, edits, edits === 1 ? [half, half] : [0, half]);
    // A swap of the letters on either side of the middle changes the last letter of the first half.
    const begin = edits === 1 ? text.slice(0, Math.max(0, half - 1)) : '';
    collect(this.#words, fewerInFirstHalf, begin, add);
    const rest = text.length - half;
    const backward = backwards(text);
    const noneInSecondHalf = new EditAutomaton(backward, edits, [rest, rest]);
    collect(this.#backward, noneInSecondHalf, backward.slice(0, rest), (word, distance) =>
      add(this.#numbers[word] ?? 0, distance),
    );
    return Array.from(found, ([word, distance]) => ({ word, edits: distance })).sort(
      (a, b) => a.word - b.word,
    );
  }
}

/** @param words different, sorted */
export function backwardWords(words: readonly string[]): { words: string[]; numbers: Uint32Array } {
  const backward = words.map((word, number) => ({ word: backwards(word), number }));
  backward.sort((a, b) => (a.word < b.word ? -1 : 1));
  return {
    words: backward.map(({ word }) => word),
    numbers: Uint32Array.from(backward, ({ number }) => number),
  };
}

/** By UTF-16 code unit, as words are ordered and compared. */
function backwards(text: string): string {
  return text.split('').reverse().join('');
}

function exactly(words: Words, text: string): NearWord[] {
  const word = words.numberOf(text);
  return word === undefined ? [] : [{ word, edits: 0 }];
}

function collect(
  words: Words,
  automaton: EditAutomaton,
  begin: string,
  add: (word: number, distance: number) => void,
): void {
  walk(words, words.beginningWith(begin), automaton, {
    dead: () => undefined,
    end(word, depth) {
      const distance = automaton.distance(depth);
      if (distance !== undefined) add(word, distance);
    },
  });
}

/** The words that begin with something within `edits` of a text, in their order, each with the least edits of any beginning of it. */
export function wordsBeginningNear(words: Words, text: string, edits: number): NearStretch[] {
  const found: NearStretch[] = [];
  if (text.length === 0 || text.length > LONGEST_NEAR) return found;
  const automaton = new EditAutomaton(text, edits, [0, 0]);
  const report = (from: number, to: number, depth: number) => {
    const least = automaton.leastDistance(depth);
    if (least === undefined) return;
    const last = found.at(-1);
    if (last?.to === from && last.edits === least) last.to = to;
    else found.push({ from, to, edits: least });
  };
  walk(words, { from: 0, to: words.count }, automaton, {
    dead: report,
    end: (word, depth) => report(word, word + 1, depth),
  });
  return found;
}

interface Visitor {
  /** No text that begins like these words at `depth` letters can come nearer any more. */
  dead(from: number, to: number, depth: number): void;
  /** The automaton has read all letters of the word. */
  end(word: number, depth: number): void;
}

/**
 * Reads the words as the trie that their order is: of a word only the letters that differ from the one before, and of words
 * that share a beginning that leads nowhere, none.
 */
function walk(
  { letters, ends, shared }: Words,
  { from, to }: Stretch,
  automaton: EditAutomaton,
  visitor: Visitor,
): void {
  for (let word = from; word < to; ) {
    const start = ends[word] ?? 0;
    const length = Math.min((ends[word + 1] ?? 0) - start, DEEPEST);
    let depth = word === from ? 0 : Math.min(shared[word] ?? 0, length);
    let isAlive = true;
    while (isAlive && depth < length) {
      isAlive = automaton.read(depth, letters[start + depth] ?? 0);
      depth++;
    }
    let next = word + 1;
    if (isAlive) visitor.end(word, depth);
    else {
      while (next < to && (shared[next] ?? 0) >= depth) next++;
      visitor.dead(word, next, depth);
    }
    word = next;
  }
}

/** The places of each letter of a text, as bits; Latin letters without a look into a map. */
class LetterPlaces {
  readonly #basic = new Int32Array(BASIC_LETTERS);
  readonly #others = new Map<number, number>();

  constructor(text: string) {
    for (let i = 0; i < text.length; i++) {
      const letter = text.charCodeAt(i);
      const places = this.of(letter) | (1 << i);
      if (letter < BASIC_LETTERS) this.#basic[letter] = places;
      else this.#others.set(letter, places);
    }
  }

  of(letter: number): number {
    return (letter < BASIC_LETTERS ? this.#basic[letter] : this.#others.get(letter)) ?? 0;
  }
}

/** Rows for 0, 1 and 2 edits, whether or not all are used: one stretch of code without a loop. */
const ROWS = 3;

/**
 * Wu and Manber's bit-parallel automaton (Fast text searching allowing errors, 1992), anchored at the start and with swaps:
 * after each letter read, bit i of row e says that the first i letters of the text match what was read with at most e edits.
 * The rows of every depth are kept, so that reading goes on from any beginning.
 */
class EditAutomaton {
  readonly #edits: number;
  readonly #accept: number;
  /** Of the rows for 1 and 2 edits: none of them where so many are not allowed. */
  readonly #masks: readonly [one: number, two: number];
  readonly #places: LetterPlaces;
  /** Those of depth d begin at `ROWS * (d + 1)`; before depth 0 nothing was read. */
  readonly #rows = new Int32Array(ROWS * (DEEPEST + 2));
  /** For each depth the places of the letter that was read to reach it. */
  readonly #read = new Int32Array(DEEPEST + 1);
  /** For each depth the least distance of any beginning up to it; more than `edits`: none yet. */
  readonly #least = new Uint8Array(DEEPEST + 1);

  /** @param from the letters of the text that must be read before 1 and 2 edits are allowed */
  constructor(text: string, edits: number, from: readonly [one: number, two: number]) {
    this.#edits = edits;
    this.#accept = 1 << text.length;
    const after = (letters: number) => 2 * this.#accept - 2 ** letters;
    this.#masks = [edits > 0 ? after(from[0]) : 0, edits > 1 ? after(from[1]) : 0];
    this.#places = new LetterPlaces(text);
    this.#rows.set([0b1, 0b11 & this.#masks[0], 0b111 & this.#masks[1]], ROWS);
    this.#least[0] = this.distance(0) ?? edits + 1;
  }

  /** Reads a letter after `depth` others. Returns whether anything can still match. */
  read(depth: number, letter: number): boolean {
    const rows = this.#rows;
    const places = this.#places.of(letter);
    const placesBefore = this.#read[depth] ?? 0;
    const [maskOne, maskTwo] = this.#masks;
    const from = ROWS * (depth + 1);
    const [none, one, two] = [rows[from] ?? 0, rows[from + 1] ?? 0, rows[from + 2] ?? 0];
    const swappedOne = ((((rows[from - ROWS] ?? 0) & places) << 1) & placesBefore) << 1;
    const swappedTwo = ((((rows[from - ROWS + 1] ?? 0) & places) << 1) & placesBefore) << 1;
    // A letter of the text is matched, or the read one is inserted, or replaces it, or the text's one is deleted.
    const toNone = (none & places) << 1;
    const toOne = (((one & places) << 1) | none | ((none | toNone) << 1) | swappedOne) & maskOne;
    const toTwo = (((two & places) << 1) | one | ((one | toOne) << 1) | swappedTwo) & maskTwo;
    rows[from + ROWS] = toNone;
    rows[from + ROWS + 1] = toOne;
    rows[from + ROWS + 2] = toTwo;
    this.#read[depth + 1] = places;
    const reached = toNone | toOne | toTwo;
    const least = this.#least[depth] ?? 0;
    this.#least[depth + 1] =
      reached & this.#accept ? Math.min(least, this.distance(depth + 1) ?? least) : least;
    return reached !== 0;
  }

  /** Of what was read up to this depth; undefined: more than `edits`. */
  distance(depth: number): number | undefined {
    const row = ROWS * (depth + 1);
    for (let e = 0; e <= this.#edits; e++) if ((this.#rows[row + e] ?? 0) & this.#accept) return e;
    return undefined;
  }

  /** Of the beginning, up to this depth, that is nearest. */
  leastDistance(depth: number): number | undefined {
    const least = this.#least[depth] ?? 0;
    return least <= this.#edits ? least : undefined;
  }
}
