import type { NearStretch, Words } from './words.js';

export interface NearWord {
  word: number;
  edits: number;
}

/** Longest text that is looked for with edits: a set of places in it is one integer. */
export const LONGEST_NEAR = 30;
/** Letters of a word beyond these are not read: it is too long to be near. */
const DEEPEST = 64;
const BASIC_LETTERS = 128;

/**
 * The words within `edits` of a text: insertions, deletions, replacements and swaps of neighbours, no letter edited twice
 * ("optimal string alignment", the restricted Damerau-Levenshtein distance).
 * @param edits 0, 1 or 2
 * @returns in the words' order; none where the text has more than LONGEST_NEAR letters
 */
export function nearWords(words: Words, text: string, edits: number): NearWord[] {
  const found: NearWord[] = [];
  if (text.length === 0 || text.length > LONGEST_NEAR) return found;
  const automaton = new EditAutomaton(text, edits);
  walk(words, automaton, {
    dead: () => undefined,
    end(word, depth) {
      const distance = automaton.distance(depth);
      if (distance !== undefined) found.push({ word, edits: distance });
    },
  });
  return found;
}

/** The words that begin with something within `edits` of a text, each with the least edits of any beginning of it. */
export function wordsBeginningNear(words: Words, text: string, edits: number): NearStretch[] {
  const found: NearStretch[] = [];
  if (text.length === 0 || text.length > LONGEST_NEAR) return found;
  const automaton = new EditAutomaton(text, edits);
  const report = (from: number, to: number, depth: number) => {
    const least = automaton.leastDistance(depth);
    if (least === undefined) return;
    const last = found.at(-1);
    if (last?.to === from && last.edits === least) last.to = to;
    else found.push({ from, to, edits: least });
  };
  walk(words, automaton, { dead: report, end: (word, depth) => report(word, word + 1, depth) });
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
function walk({ letters, ends, shared, count }: Words, automaton: EditAutomaton, visitor: Visitor): void {
  for (let word = 0; word < count; ) {
    const start = ends[word] ?? 0;
    const length = Math.min((ends[word + 1] ?? 0) - start, DEEPEST);
    let depth = Math.min(shared[word] ?? 0, length);
    let isAlive = true;
    while (isAlive && depth < length) {
      isAlive = automaton.read(depth, letters[start + depth] ?? 0);
      depth++;
    }
    let next = word + 1;
    if (isAlive) visitor.end(word, depth);
    else {
      while (next < count && (shared[next] ?? 0) >= depth) next++;
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

  constructor(text: string, edits: number) {
    this.#edits = edits;
    this.#accept = 1 << text.length;
    const mask = 2 * this.#accept - 1;
    this.#masks = [edits > 0 ? mask : 0, edits > 1 ? mask : 0];
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
