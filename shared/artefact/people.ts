import type { KnownPerson } from '../search/known-names.js';
import type { Keys } from './keys.js';
import type { Labels } from './labels.js';
import type { NameIndex } from './name-index.js';
import type { Texts } from './texts.js';

export interface PersonColumns {
  /** As credited. */
  names: Texts;
  nameIndex: NameIndex;
  /** By the words of the name, joined. */
  squashed: Keys;
  cast: Labels;
  directors: Labels;
  creators: Labels;
}

/**
 * The people of the titles. A person's number is their place by how prominent they are: the popularity of their titles,
 * squared, each as much as their billing.
 */
export class People {
  readonly columns: PersonColumns;

  constructor(columns: PersonColumns) {
    this.columns = columns;
  }

  get count(): number {
    return this.columns.names.count;
  }

  name(person: number): string {
    return this.columns.names.at(person);
  }

  about(person: number): KnownPerson {
    return {
      name: this.name(person),
      acted: this.columns.cast.titles(person).length,
      directed: this.columns.directors.titles(person).length,
    };
  }

  /** The titles in which they are credited for anything, most popular first. */
  titles(person: number): Uint32Array {
    const { cast, directors, creators } = this.columns;
    const all = [cast, directors, creators].flatMap((labels) => [...labels.titles(person)]);
    return Uint32Array.from(new Set(all)).sort();
  }
}
