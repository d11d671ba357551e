import type { TitleId } from '../title/title-id.js';

export interface KnownTitle {
  id: TitleId;
  title: string;
  year: number | null;
  /** 0 to 1. */
  popularity: number;
}

export interface KnownPerson {
  /** As credited. */
  name: string;
  /** Titles in which they are credited so. */
  acted: number;
  directed: number;
}

/** The names in the catalogue, for reading a query. Names and words are given normalised (see shared/text.ts). */
export interface KnownNames {
  /** Titles of which one name is just this, most popular first. */
  titlesNamed(name: string): readonly KnownTitle[];
  /** People of this name, however its words are joined, most credited first; usually one. */
  peopleNamed(name: string): readonly KnownPerson[];
  /** The most prominent people whose last or only name this word is; a few. */
  peopleSurnamed(word: string): readonly KnownPerson[];
  /**
   * Words of titles' and people's names within so many edits (insert, delete, replace, swap of neighbours), nearest
   * first, then those in more names. The word itself is among them where it is known.
   */
  wordsLike(word: string, edits: 0 | 1 | 2): readonly string[];
}

/** Of a catalogue that is not there yet. */
export const noNames: KnownNames = {
  titlesNamed: () => [],
  peopleNamed: () => [],
  peopleSurnamed: () => [],
  wordsLike: () => [],
};
