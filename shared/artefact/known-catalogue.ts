import type { KnownNames, KnownPerson, KnownTitle } from '../search/known-names.js';
import { normaliseText } from '../text.js';
import { squashedName } from './name-forms.js';
import type { People } from './people.js';
import type { Titles } from './titles.js';
import type { Words } from './words.js';

/** The names that the artefact holds, for reading a query. */
export class KnownCatalogue implements KnownNames {
  readonly #words: Words;
  readonly #titles: Titles;
  readonly #people: People;

  constructor(words: Words, titles: Titles, people: People) {
    this.#words = words;
    this.#titles = titles;
    this.#people = people;
  }

  titlesNamed(name: string): readonly KnownTitle[] {
    return this.titlesWhole(name).map((title) => this.#titles.about(title));
  }

  peopleNamed(name: string): readonly KnownPerson[] {
    return this.peopleWhole(name)
      .map((person) => this.#people.about(person))
      .sort((a, b) => b.acted + b.directed - a.acted - a.directed);
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
    return this.#words
      .near(word, edits)
      .map((near) => ({ ...near, holders: this.#holders(near.word) }))
      .sort((a, b) => a.edits - b.edits || b.holders - a.holders || a.word - b.word)
      .map((near) => this.#words.at(near.word));
  }

  #holders(word: number): number {
    return this.#titles.columns.nameIndex.holders(word) + this.#people.columns.nameIndex.holders(word);
  }
}
