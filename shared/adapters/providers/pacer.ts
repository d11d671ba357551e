import type { Clock } from '../../clock.js';
import type { Patience } from './patience.js';

/** So many requests in any such stretch of time. */
export interface Quota {
  requests: number;
  windowMs: number;
}

/** A request may be longer under way than the one that left a window before it, and arrive within its window. */
const MARGIN_MS = 250;

interface Pause {
  from: number;
  until: number;
}

/** Lets requests go as fast as a quota allows. */
export class Pacer {
  readonly #quota: Quota;
  readonly #clock: Clock;
  readonly #delay: Patience['delay'];
  #starts: number[] = [];
  #pause: Pause | undefined;

  constructor(quota: Quota, clock: Clock, delay: Patience['delay']) {
    this.#quota = quota;
    this.#clock = clock;
    this.#delay = delay;
  }

  /** Resolves when the next request may go. */
  async turn(): Promise<void> {
    for (let ms = this.#toWait(); ms > 0; ms = this.#toWait()) await this.#delay(ms);
    this.#starts.push(this.#clock.now());
  }

  /** Lets nothing go for a while, since the provider asked for it. */
  pause(ms: number): void {
    const from = this.#clock.now();
    this.#pause = { from, until: Math.max(from + ms, this.#pause?.until ?? 0) };
  }

  #toWait(): number {
    const now = this.#clock.now();
    // A clock that was set back leaves instants that are yet to come; they say nothing.
    this.#starts = this.#starts.filter((start) => start <= now).slice(-this.#quota.requests);
    if (this.#pause && now < this.#pause.from) this.#pause = undefined;
    const oldest = this.#starts[0];
    const full = oldest !== undefined && this.#starts.length === this.#quota.requests;
    const free = full ? oldest + this.#quota.windowMs + MARGIN_MS : now;
    return Math.max(free, this.#pause?.until ?? 0) - now;
  }
}
