/** Events after which a count weighs half; the last never fades. */
export const halfLives: readonly number[] = [300, 3_000, Number.POSITIVE_INFINITY];
/** Far below the largest double, far above any sum of counts between two rescalings. */
const RESCALE_ABOVE = 1e200;

export const popularitySpans = halfLives.length;

/** How often titles were chosen: lately, of late and ever; also their mean rating and when they were last chosen. */
export class Popularity {
  readonly #counts = halfLives.map(() => [] as number[]);
  readonly #totals = halfLives.map(() => 0);
  readonly #weights = halfLives.map(() => 1);
  readonly #ratingSums: number[] = [];
  readonly #lastChosen: number[] = [];
  #ratingSum = 0;
  #events = 0;

  observe(title: number, rating: number): void {
    for (const [span, halfLife] of halfLives.entries()) {
      const weight = this.#weights[span] ?? 1;
      const counts = this.#counts[span] ?? [];
      for (let i = counts.length; i <= title; i++) counts[i] = 0;
      counts[title] = (counts[title] ?? 0) + weight;
      this.#totals[span] = (this.#totals[span] ?? 0) + weight;
      this.#weights[span] = weight * 2 ** (1 / halfLife);
      if (weight > RESCALE_ABOVE) this.#rescale(span);
    }
    this.#events += 1;
    this.#ratingSum += rating;
    this.#ratingSums[title] = (this.#ratingSums[title] ?? 0) + rating;
    this.#lastChosen[title] = this.#events;
  }

  #rescale(span: number): void {
    const weight = this.#weights[span] ?? 1;
    this.#counts[span] = (this.#counts[span] ?? []).map((count) => count / weight);
    this.#totals[span] = (this.#totals[span] ?? 0) / weight;
    this.#weights[span] = 1;
  }

  /** The title's share of all choices, 0 to 1. @param span 0 (lately) to `popularitySpans - 1` (ever) */
  share(title: number, span: number): number {
    return (this.#counts[span]?.[title] ?? 0) / ((this.#totals[span] ?? 0) || 1);
  }

  /** How many times the title was ever chosen. */
  count(title: number): number {
    return this.#counts[halfLives.length - 1]?.[title] ?? 0;
  }

  /** Mean rating, drawn to everybody's mean by two ratings' weight, above (or below) that mean. */
  ratingLift(title: number): number {
    if (this.#events === 0) return 0;
    const mean = this.#ratingSum / this.#events;
    return ((this.#ratingSums[title] ?? 0) - mean * this.count(title)) / (this.count(title) + 2);
  }

  /** Events of anybody since the title was last chosen. */
  eventsSince(title: number): number {
    return this.#events - (this.#lastChosen[title] ?? 0);
  }

  /** The most chosen of late, most chosen first. */
  most(limit: number): number[] {
    const counts = this.#counts[1] ?? [];
    return [...counts.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, limit);
  }
}
