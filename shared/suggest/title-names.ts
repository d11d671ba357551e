import type { TitleName } from '../search/title-index.js';
import { words } from '../text.js';
import { titleTypes } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';
import { Ascending } from './ascending.js';
import { readSections, writeSections } from './sections.js';
import { endsOf, packTexts, Texts } from './texts.js';

/** What a suggestion shows of a title. */
export type NamedTitle = Omit<TitleName, 'original_title'>;

const ID_BYTES = 16;

interface About {
  /** The state of the catalogue that the names were read from (see CacheGeneration). */
  generation: number;
  /** Whether every title is there, not the most popular ones only. */
  complete: boolean;
  types: readonly string[];
}

/**
 * Titles by the beginnings of the words in their names. A title's number is its place by popularity, so lower is better.
 * Made from an immutable file of the sections (n titles, w words in the order of their bytes):
 *
 * - `ids` 16 bytes of the UUID each, `types` uint8 (place in `about.types`), `years` int16 (0: unknown),
 *   `names` and `name_ends`: what is shown
 * - `words` and `word_ends`: every normalised word once; `holders` and `holder_ends`: for each word the titles that hold
 *   it, ascending. The words of one beginning are neighbours, so their holders are one stretch.
 * - `held` and `held_ends`: for each title its words, to test a second beginning
 */
export class TitleNames {
  readonly about: About;
  readonly #ids: Buffer;
  readonly #types: Uint8Array;
  readonly #years: Int16Array;
  readonly #names: Texts;
  readonly #words: Texts;
  readonly #holders: Ascending;
  readonly #holderEnds: Uint32Array;
  readonly #held: Uint32Array;
  readonly #heldEnds: Uint32Array;

  /** @throws Error when the file was not written by `writeTitleNames`, or by another version of it */
  constructor(file: Uint8Array) {
    const sections = readSections<About>(file);
    this.about = sections.about;
    this.#ids = Buffer.from(sections.bytes('ids'));
    this.#types = sections.bytes('types');
    const { buffer, byteOffset, byteLength } = sections.bytes('years');
    this.#years = new Int16Array(buffer, byteOffset, byteLength / Int16Array.BYTES_PER_ELEMENT);
    this.#names = new Texts(sections.bytes('names'), sections.numbers('name_ends'));
    this.#words = new Texts(sections.bytes('words'), sections.numbers('word_ends'));
    this.#holders = new Ascending(sections.numbers('holders'));
    this.#holderEnds = sections.numbers('holder_ends');
    this.#held = sections.numbers('held');
    this.#heldEnds = sections.numbers('held_ends');
  }

  /** Titles in which a word begins with each of the words typed, most popular first. */
  beginningWith(typed: string, limit: number): NamedTitle[] {
    const stretches = words(typed).map((word) => this.#words.beginningWith(Buffer.from(word)));
    const [rarest, ...others] = stretches.sort((a, b) => this.#holdersOf(a) - this.#holdersOf(b));
    if (!rarest) return [];
    const found: NamedTitle[] = [];
    let last = -1;
    for (const title of this.#holders.between(this.#end(rarest[0]), this.#end(rarest[1]))) {
      // One with several such words comes several times, one after the other.
      if (title === last) continue;
      last = title;
      if (others.every((stretch) => this.#holds(title, stretch))) found.push(this.#title(title));
      if (found.length === limit) break;
    }
    return found;
  }

  #holdersOf([from, to]: [number, number]): number {
    return this.#end(to) - this.#end(from);
  }

  #end(word: number): number {
    return this.#holderEnds[word] ?? 0;
  }

  #holds(title: number, [from, to]: [number, number]): boolean {
    for (let at = this.#heldEnds[title] ?? 0; at < (this.#heldEnds[title + 1] ?? 0); at++) {
      const word = this.#held[at] ?? 0;
      if (word >= from && word < to) return true;
    }
    return false;
  }

  #id(title: number): TitleId {
    const hex = this.#ids.toString('hex', title * ID_BYTES, (title + 1) * ID_BYTES);
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') as TitleId;
  }

  #title(number: number): NamedTitle {
    return {
      id: this.#id(number),
      title: this.#names.at(number),
      year: this.#years[number] || null,
      type: this.about.types[this.#types[number] ?? 0] as NamedTitle['type'],
    };
  }
}

/** @param titles most popular first */
export function writeTitleNames(titles: readonly TitleName[], about: Omit<About, 'types'>): Buffer {
  const named = titles.map(({ title, original_title }) => [
    ...new Set([...words(title), ...words(original_title ?? '')]),
  ]);
  const holders = new Map<string, number[]>();
  named.forEach((own, title) => {
    for (const word of own) {
      const all = holders.get(word);
      if (all) all.push(title);
      else holders.set(word, [title]);
    }
  });
  const ordered = [...holders].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const numberOf = new Map(ordered.map(([word], number) => [word, number]));
  const names = packTexts(titles.map(({ title }) => title));
  const vocabulary = packTexts(ordered.map(([word]) => word));
  return writeSections(
    { ...about, types: titleTypes },
    {
      ids: Buffer.from(titles.map(({ id }) => id.replaceAll('-', '')).join(''), 'hex'),
      types: Uint8Array.from(titles, ({ type }) => titleTypes.indexOf(type)),
      years: Int16Array.from(titles, ({ year }) => year ?? 0),
      names: names.bytes,
      name_ends: names.ends,
      words: vocabulary.bytes,
      word_ends: vocabulary.ends,
      holders: Uint32Array.from(ordered.flatMap(([, all]) => all)),
      holder_ends: endsOf(ordered.map(([, all]) => all.length)),
      held: Uint32Array.from(named.flatMap((own) => own.map((word) => numberOf.get(word) ?? 0))),
      held_ends: endsOf(named.map(({ length }) => length)),
    },
  );
}
