import type { KnownTitle } from '../search/known-names.js';
import { type TitleType, titleTypes } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';
import type { Keys } from './keys.js';
import type { Labels } from './labels.js';
import type { NameIndex } from './name-index.js';
import type { NearWords } from './near-words.js';
import type { Texts } from './texts.js';
import type { TitleIds } from './title-ids.js';

/** What titles are marked with. Of `languages` and `collections` a title has one at the most. */
export const labelKinds = [
  'genres',
  'themes',
  'moods',
  'keywords',
  'languages',
  'collections',
  'cast',
  'directors',
  'creators',
] as const;
export type LabelKind = (typeof labelKinds)[number];

export interface TitleColumns {
  ids: TitleIds;
  /** Places in `titleTypes`. */
  types: Uint8Array;
  /** 0: unknown. */
  years: Uint16Array;
  popularity: Float32Array;
  votes: Uint32Array;
  /** Different spellings, the title's own first; a name's number grows with its title's. */
  names: Texts;
  /** For each name its title. */
  named: Uint32Array;
  /** For each title its first name; one more behind the last. */
  firstNames: Uint32Array;
  nameIndex: NameIndex;
  squashed: Keys;
  /** Of the keys of `squashed`. */
  nearSquashed: NearWords;
  initials: Keys;
  labels: Record<LabelKind, Labels>;
}

/**
 * The facts of titles, in columns. A title's number is its place by popularity, so lower is better. Nothing but texts and
 * `about` is made anew when it is read.
 */
export class Titles {
  readonly columns: TitleColumns;

  constructor(columns: TitleColumns) {
    this.columns = columns;
  }

  get count(): number {
    return this.columns.ids.count;
  }

  /** Undefined: not among those held. */
  numberOf(id: TitleId): number | undefined {
    return this.columns.ids.numberOf(id);
  }

  id(title: number): TitleId {
    return this.columns.ids.at(title);
  }

  type(title: number): TitleType {
    return titleTypes[this.columns.types[title] ?? 0] ?? 'movie';
  }

  year(title: number): number | null {
    return this.columns.years[title] || null;
  }

  /** 0 to 1. */
  popularity(title: number): number {
    return this.columns.popularity[title] ?? 0;
  }

  votes(title: number): number {
    return this.columns.votes[title] ?? 0;
  }

  /** As it is shown. */
  name(title: number): string {
    return this.columns.names.at(this.columns.firstNames[title] ?? 0);
  }

  /** Its own, the original one, and each in Latin letters, where these differ. */
  names(title: number): string[] {
    const { names, firstNames } = this.columns;
    const all: string[] = [];
    for (let name = firstNames[title] ?? 0; name < (firstNames[title + 1] ?? 0); name++)
      all.push(names.at(name));
    return all;
  }

  /** The numbers of its labels, a view: `labels('cast', 7)` in billing order. */
  labels(kind: LabelKind, title: number): Uint32Array {
    return this.columns.labels[kind].of.at(title);
  }

  about(title: number): KnownTitle & { type: TitleType } {
    return {
      id: this.id(title),
      title: this.name(title),
      year: this.year(title),
      type: this.type(title),
      popularity: this.popularity(title),
    };
  }
}
