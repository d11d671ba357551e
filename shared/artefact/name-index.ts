import { Ascending, type Stretch } from './ascending.js';
import type { NearStretch } from './near-words.js';
import type { NumberLists } from './number-lists.js';

/** A name that was found, and how many edits away. */
export interface NearName {
  name: number;
  edits: number;
}

/** For one word of what is looked for: the words of names that may stand for it. */
export type Alternatives = readonly NearStretch[];

/** Names by their words. A name's number is its place by popularity, so lower is better. */
export class NameIndex {
  /** For each name the numbers of its words, in order. */
  readonly wordsOf: NumberLists;
  readonly #holders: Ascending;
  readonly #holderEnds: Uint32Array;

  constructor(wordsOf: NumberLists, vocabulary: number) {
    this.wordsOf = wordsOf;
    const { values, ends } = wordsOf.inverted(vocabulary);
    this.#holders = new Ascending(values);
    this.#holderEnds = ends;
  }

  /** How many names hold the word; one that holds it twice counts twice. */
  holders(word: number): number {
    return this.#end(word + 1) - this.#end(word);
  }

  /** Names that hold, for each of the words looked for, one of its alternatives, most popular first, without end. */
  *holding(wanted: readonly Alternatives[]): Generator<NearName> {
    const [rarest, ...others] = [...wanted].sort((a, b) => this.#holdersOf(a) - this.#holdersOf(b));
    if (!rarest) return;
    let last = -1;
    for (const name of this.#holders.among(rarest.map((stretch) => this.#heldBy(stretch)))) {
      // One with several such words comes several times, one after the other.
      if (name === last) continue;
      last = name;
      const edits = this.#editsOf(name, rarest) + this.#editsOfAll(name, others);
      if (edits < Number.POSITIVE_INFINITY) yield { name, edits };
    }
  }

  /** Names of which the first word is one of the first alternatives, the second of the second, and so on to the last. */
  *being(wanted: readonly Alternatives[]): Generator<NearName> {
    for (const { name } of this.holding(wanted)) {
      if (this.wordsOf.lengthOf(name) !== wanted.length) continue;
      const begin = this.wordsOf.ends[name] ?? 0;
      let edits = 0;
      for (let i = 0; i < wanted.length; i++)
        edits += editsTo(this.wordsOf.values[begin + i] ?? 0, wanted[i] ?? []);
      if (edits < Number.POSITIVE_INFINITY) yield { name, edits };
    }
  }

  #editsOfAll(name: number, wanted: readonly Alternatives[]): number {
    let edits = 0;
    for (const alternatives of wanted) edits += this.#editsOf(name, alternatives);
    return edits;
  }

  /** Of the name's word that is nearest. */
  #editsOf(name: number, alternatives: Alternatives): number {
    let least = Number.POSITIVE_INFINITY;
    const end = this.wordsOf.ends[name + 1] ?? 0;
    for (let at = this.wordsOf.ends[name] ?? 0; at < end; at++)
      least = Math.min(least, editsTo(this.wordsOf.values[at] ?? 0, alternatives));
    return least;
  }

  #holdersOf(alternatives: Alternatives): number {
    return alternatives.reduce((sum, { from, to }) => sum + this.#end(to) - this.#end(from), 0);
  }

  #heldBy({ from, to }: Stretch): Stretch {
    return { from: this.#end(from), to: this.#end(to) };
  }

  #end(word: number): number {
    return this.#holderEnds[word] ?? 0;
  }
}

/** @param alternatives in the words' order */
function editsTo(word: number, alternatives: Alternatives): number {
  let [low, high] = [0, alternatives.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((alternatives[middle]?.to ?? 0) <= word) low = middle + 1;
    else high = middle;
  }
  const stretch = alternatives[low];
  return stretch && stretch.from <= word ? stretch.edits : Number.POSITIVE_INFINITY;
}
