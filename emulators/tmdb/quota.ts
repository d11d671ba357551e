import type { Clock } from '../../shared/clock.js';

export const QUOTA_WINDOW_MS = 10_000;

/** Counts requests in the suite's time and refuses those beyond what any 10 seconds may hold. */
export class Quota {
  readonly #limit: number;
  readonly #clock: Clock;
  #admitted: number[] = [];

  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Seconds after which a refused request may be made again; undefined for one that is admitted. */
  admit(): number | undefined {
    const now = this.#clock.now();
    this.#admitted = this.#admitted.filter((at) => at <= now && now - at < QUOTA_WINDOW_MS);
    const [oldest] = this.#admitted;
    if (oldest === undefined || this.#admitted.length < this.#limit) {
      this.#admitted.push(now);
      return undefined;
    }
    return Math.ceil((oldest + QUOTA_WINDOW_MS - now) / 1000);
  }

  forget(): void {
    this.#admitted = [];
  }
}
