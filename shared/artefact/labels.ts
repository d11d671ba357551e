import type { NumberLists } from './number-lists.js';
import type { Texts } from './texts.js';

/**
 * What titles are marked with: genres, keywords, people. Labels and titles are numbers; from either side the other is one
 * view of an array.
 */
export class Labels {
  /** For each title its labels, in the title's own order. */
  readonly of: NumberLists;
  readonly #texts: Texts;
  #titles: NumberLists | undefined;
  #numbers: Map<string, number> | undefined;

  constructor(of: NumberLists, texts: Texts) {
    this.of = of;
    this.#texts = texts;
  }

  get count(): number {
    return this.#texts.count;
  }

  text(label: number): string {
    return this.#texts.at(label);
  }

  numberOf(text: string): number | undefined {
    this.#numbers ??= new Map(Array.from({ length: this.count }, (_, label) => [this.text(label), label]));
    return this.#numbers.get(text);
  }

  /** The titles marked so, most popular first. The first call turns the lists round, for all labels. */
  titles(label: number): Uint32Array {
    this.#titles ??= this.of.inverted(this.count);
    return this.#titles.at(label);
  }
}
