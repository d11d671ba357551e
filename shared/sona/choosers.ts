/** Who chose a title, earliest first; the lists run in step. */
export interface ChoosersOfTitle {
  viewers: number[];
  /** The choice's place in its viewer's history. */
  places: number[];
  /** How many events, of anybody, came before it. */
  ordinals: number[];
}

const nobody: ChoosersOfTitle = { viewers: [], places: [], ordinals: [] };

/** Every choice, by title and by when it was made. */
export class Choosers {
  readonly #ofTitle: ChoosersOfTitle[] = [];
  /** Titles in the order in which they were chosen. */
  readonly #titles: number[] = [];

  get titles(): readonly number[] {
    return this.#titles;
  }

  of(title: number): Readonly<ChoosersOfTitle> {
    return this.#ofTitle[title] ?? nobody;
  }

  observe(viewer: number, title: number, place: number): void {
    let choosers = this.#ofTitle[title];
    if (choosers === undefined) {
      choosers = { viewers: [], places: [], ordinals: [] };
      this.#ofTitle[title] = choosers;
    }
    choosers.viewers.push(viewer);
    choosers.places.push(place);
    choosers.ordinals.push(this.#titles.length);
    this.#titles.push(title);
  }

  /** The choices of the title that are next in time, before or after: from one place in its lists to another. */
  nearest(title: number, ordinal: number, limit: number): { from: number; to: number } {
    const { ordinals } = this.of(title);
    let from = firstAbove(ordinals, ordinal);
    let to = from;
    while (to - from < limit && (from > 0 || to < ordinals.length)) {
      const before = ordinal - (ordinals[from - 1] ?? Number.NEGATIVE_INFINITY);
      const after = (ordinals[to] ?? Number.POSITIVE_INFINITY) - ordinal;
      if (before <= after) from--;
      else to++;
    }
    return { from, to };
  }
}

/** The place of the first number above the value, in numbers that rise. */
export function firstAbove(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
