const RATE = 0.3;

/**
 * The order in which titles of one sitting come: lists are shown sorted, and viewers go down them. One number a title,
 * learned from choices reported for the same second (Bradley and Terry's model of pairs).
 */
export class ListOrder {
  readonly #places: number[] = [];

  observe(earlier: number, later: number): void {
    const surprise = 1 - this.chance(earlier, later);
    this.#places[earlier] = (this.#places[earlier] ?? 0) - RATE * surprise;
    this.#places[later] = (this.#places[later] ?? 0) + RATE * surprise;
  }

  /** How likely `later` comes after `earlier`, 0 to 1; a half for titles that never met others. */
  chance(earlier: number, later: number): number {
    return 1 / (1 + Math.exp((this.#places[earlier] ?? 0) - (this.#places[later] ?? 0)));
  }
}
