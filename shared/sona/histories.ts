import { firstAbove } from './choosers.js';
import type { Interaction } from './interaction.js';

/** What a viewer did, oldest first; the lists run in step. */
export interface History {
  readonly titles: number[];
  readonly ratings: number[];
  /** Seconds since the epoch. */
  readonly times: number[];
  /** How many events, of anybody, came before this one. */
  readonly ordinals: number[];
  readonly seen: Set<number>;
}

/** Everybody's histories, and how far the stream of events has come. */
export class Histories {
  readonly #histories: History[] = [];
  /** The latest instant by each event: rises, also where events are told late. */
  readonly #clock: number[] = [];

  get events(): number {
    return this.#clock.length;
  }

  /** Seconds since the epoch of the latest event of anybody; minus infinity before the first. */
  get latest(): number {
    return this.#clock.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  of(viewer: number): History {
    let history = this.#histories[viewer];
    if (history === undefined) {
      history = { titles: [], ratings: [], times: [], ordinals: [], seen: new Set() };
      this.#histories[viewer] = history;
    }
    return history;
  }

  add({ viewer, title, rating, at }: Interaction): void {
    const history = this.of(viewer);
    history.titles.push(title);
    history.ratings.push(rating);
    history.times.push(at);
    history.ordinals.push(this.events);
    history.seen.add(title);
    this.#clock.push(Math.max(this.latest, at));
  }

  /** How many events, of anybody, there were by an instant. @param at seconds since the epoch */
  eventsBy(at: number): number {
    return firstAbove(this.#clock, at);
  }
}

/** The latest titles, newest first. */
export function latestTitles({ titles }: History, limit: number): number[] {
  return titles.slice(-limit).reverse();
}
