import type { NearStretch, Words } from './words.js';

export interface NearWord {
  word: number;
  edits: number;
}

/** Longest text that is looked for with edits: a set of places in it is one integer. */
export const LONGEST_NEAR = 30;
/** Letters of a word beyond these are not read: it is too long to be near. */
const DEEPEST = 64;

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
function walk(words: Words, automaton: EditAutomaton, visitor: Visitor): void {
  const { letters, ends, shared, count } = words;
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

/**
 * Wu and Manber's bit-parallel automaton (Fast text searching allowing errors, 1992), anchored at the start and with swaps:
 * after each letter read, bit i of row e says that the first i letters of the text match what was read with at most e edits.
 * The rows of every depth are kept, so that reading goes on from any beginning.
 */
class EditAutomaton {
  readonly #edits: number;
  readonly #accept: number;
  readonly #mask: number;
  /** For each letter of the text the places at which it stands. */
  readonly #places = new Map<number, number>();
  /** `edits + 1` rows for each depth. */
  readonly #rows: Int32Array;
  /** For each depth the places of the letter read there. */
  readonly #read = new Int32Array(DEEPEST + 1);
  /** For each depth the least distance of any beginning up to it; more than `edits`: none yet. */
  readonly #least = new Uint8Array(DEEPEST + 1);

  constructor(text: string, edits: number) {
    this.#edits = edits;
    this.#accept = 1 << text.length;
    this.#mask = 2 * this.#accept - 1;
    for (let i = 0; i < text.length; i++) {
      const letter = text.charCodeAt(i);
      this.#places.set(letter, (this.#places.get(letter) ?? 0) | (1 << i));
    }
    this.#rows = new Int32Array((DEEPEST + 1) * (edits + 1));
    for (let e = 0; e <= edits; e++) this.#rows[e] = (2 ** (e + 1) - 1) & this.#mask;
    this.#least[0] = this.distance(0) ?? edits + 1;
  }

  /** Reads a letter after `depth` others. Returns whether anything can still match. */
  read(depth: number, letter: number): boolean {
    const rows = this.#rows;
    const width = this.#edits + 1;
    const places = this.#places.get(letter) ?? 0;
    const placesBefore = depth > 0 ? (this.#read[depth - 1] ?? 0) : 0;
    const [before, from, to] = [(depth - 1) * width, depth * width, (depth + 1) * width];
    this.#read[depth] = places;
    let fewer = ((rows[from] ?? 0) & places) << 1;
    let least = fewer & this.#accept ? 0 : width;
    rows[to] = fewer;
    for (let e = 1; e < width; e++) {
      const fewerBefore = rows[from + e - 1] ?? 0;
      const matched = ((rows[from + e] ?? 0) & places) << 1;
      const swapped = depth > 0 ? ((((rows[before + e - 1] ?? 0) & places) << 1) & placesBefore) << 1 : 0;
      fewer = (matched | fewerBefore | ((fewerBefore | fewer) << 1) | swapped) & this.#mask;
      rows[to + e] = fewer;
      if (least === width && fewer & this.#accept) least = e;
    }
    this.#least[depth + 1] = Math.min(least, this.#least[depth] ?? width);
    return fewer !== 0;
  }

  /** Of what was read up to this depth; undefined: more than `edits`. */
  distance(depth: number): number | undefined {
    const row = depth * (this.#edits + 1);
    for (let e = 0; e <= this.#edits; e++) if ((this.#rows[row + e] ?? 0) & this.#accept) return e;
    return undefined;
  }

  /** Of the beginning, up to this depth, that is nearest. */
  leastDistance(depth: number): number | undefined {
    const least = this.#least[depth] ?? 0;
    return least <= this.#edits ? least : undefined;
  }
}
