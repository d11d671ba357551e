/** Of a step: when heard as it happens, and when studied from first to last. */
const RATE = 0.3;
const STUDIED = { from: 3, to: 0.3, rounds: 20, comparisons: 20_000_000 } as const;
/** Titles of the same second that a title is compared with, latest first. */
const COMPARED = 10;
/** Comparisons between two looks at the whole order; fewer while there are few. */
const RANKED_FOR = 2_048;

/**
 * The order in which titles of one sitting come: lists are shown sorted, and viewers go down them. One number a title,
 * learned from choices reported for the same second (Bradley and Terry's model of pairs).
 */
export class ListOrder {
  readonly #places: number[] = [];
  readonly #counts: number[] = [];
  #compared = 0;
  #ranks: (number | undefined)[] = [];
  #rankedAt = 0;

  /** @param earlier titles of the same second, latest first */
  observe(earlier: readonly number[], later: number): void {
    for (const title of earlier.slice(0, COMPARED)) {
      this.#compare(title, later, RATE);
      this.#counts[title] = (this.#counts[title] ?? 0) + 1;
      this.#counts[later] = (this.#counts[later] ?? 0) + 1;
      this.#compared += 1;
    }
  }

  #compare(earlier: number, later: number, rate: number): void {
    const step = rate * (1 - this.chance(earlier, later));
    this.#places[earlier] = (this.#places[earlier] ?? 0) - step;
    this.#places[later] = (this.#places[later] ?? 0) + step;
  }

  /** Goes through lists again and again: what is heard once tells pairs apart, but hardly the whole order. */
  study(lists: readonly (readonly number[])[]): void {
    const pairs = pairsOf(lists);
    const count = pairs.length / 2;
    const total = Math.min(STUDIED.rounds * count, STUDIED.comparisons);
    for (let done = 0; done < total; done++) {
      const place = 2 * (done % count);
      const rate = STUDIED.from * (STUDIED.to / STUDIED.from) ** (done / total);
      this.#compare(pairs[place] ?? 0, pairs[place + 1] ?? 0, rate);
    }
    this.#rankAll();
  }

  /** How likely `later` comes after `earlier`, 0 to 1; a half for titles that never met others. */
  chance(earlier: number, later: number): number {
    return 1 / (1 + Math.exp((this.#places[earlier] ?? 0) - (this.#places[later] ?? 0)));
  }

  /** The share of all listed choices whose titles come before this one; undefined for titles that never met others. */
  rank(title: number): number | undefined {
    if (this.#compared - this.#rankedAt >= Math.min(RANKED_FOR, 1 + this.#rankedAt / 8)) this.#rankAll();
    return this.#ranks[title];
  }

  #rankAll(): void {
    const order = [...this.#places.keys()]
      .filter((title) => this.#places[title] !== undefined)
      .sort((a, b) => (this.#places[a] ?? 0) - (this.#places[b] ?? 0));
    this.#ranks = [];
    let before = 0;
    for (const title of order) {
      this.#ranks[title] = before / (2 * this.#compared);
      before += this.#counts[title] ?? 0;
    }
    this.#rankedAt = this.#compared;
  }
}

/** Earlier and later title by turns: a million pairs as objects would take long to collect. */
function pairsOf(lists: readonly (readonly number[])[]): number[] {
  const pairs: number[] = [];
  for (const list of lists)
    for (const [i, later] of list.entries())
      for (const earlier of list.slice(Math.max(0, i - COMPARED), i)) pairs.push(earlier, later);
  return pairs;
}
