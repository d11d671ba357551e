import type { KnownNames, KnownPerson, KnownTitle } from '../search/known-names.js';
import { normaliseText } from '../text.js';
import { squashedName } from './name-forms.js';
import type { NearWords } from './near-words.js';
import type { People } from './people.js';
import type { Titles } from './titles.js';
import type { Words } from './words.js';

const MOST_SURNAMED = 3;
/** People with a common word in their name that are looked at for those whose last name it is. */
const MOST_LOOKED_AT = 20;

/** The names that the artefact holds, for reading a query. */
export class KnownCatalogue implements KnownNames {
  readonly #words: Words;
  readonly #nearWords: NearWords;
  readonly #titles: Titles;
  readonly #people: People;

  constructor(words: Words, nearWords: NearWords, titles: Titles, people: People) {
    this.#words = words;
    this.#nearWords = nearWords;
    this.#titles = titles;
    this.#people = people;
  }

  titlesNamed(name: string): readonly KnownTitle[] {
    return this.titlesWhole(name).map((title) => this.#titles.about(title));
  }

  peopleNamed(name: string): readonly KnownPerson[] {
    return Array.from(this.#people.columns.squashed.holdersOf(name.replaceAll(' ', '')))
      .map((person) => this.#people.about(person))
      .sort((a, b) => b.acted + b.directed - a.acted - a.directed);
  }

  peopleSurnamed(word: string): readonly KnownPerson[] {
    const number = this.#words.numberOf(word);
    if (number === undefined) return [];
    const { nameIndex } = this.#people.columns;
    const found: KnownPerson[] = [];
    let looked = 0;
    for (const { name: person } of nameIndex.holding([[{ from: number, to: number + 1, edits: 0 }]])) {
      const isLast = nameIndex.wordsOf.values[(nameIndex.wordsOf.ends[person + 1] ?? 0) - 1] === number;
      if (isLast) found.push(this.#people.about(person));
      if (++looked === MOST_LOOKED_AT || found.length === MOST_SURNAMED) break;
    }
    return found;
  }

  /** The numbers of `titlesNamed`, ascending. */
  titlesWhole(name: string): number[] {
    const { squashed, names, named } = this.#titles.columns;
    const found = new Set<number>();
    for (const candidate of squashed.holdersOf(squashedName(name)))
      if (normaliseText(names.at(candidate)) === name) found.add(named[candidate] ?? 0);
    return [...found];
  }

  /** The numbers of people of just this name, ascending. */
  peopleWhole(name: string): number[] {
    const candidates = this.#people.columns.squashed.holdersOf(name.replaceAll(' ', ''));
    return Array.from(candidates).filter((person) => normaliseText(this.#people.name(person)) === name);
  }

  wordsLike(word: string, edits: 0 | 1 | 2): readonly string[] {
    if (edits === 0) return this.#words.numberOf(word) === undefined ? [] : [word];
    return this.#nearWords
      .find(word, edits)
      .map((near) => ({ ...near, holders: this.#holders(near.word) }))
      .sort((a, b) => a.edits - b.edits || b.holders - a.holders || a.word - b.word)
      .map((near) => this.#words.at(near.word));
  }

  #holders(word: number): number {
    return this.#titles.columns.nameIndex.holders(word) + this.#people.columns.nameIndex.holders(word);
  }
}
