import type { Choosers } from './choosers.js';
import type { Evidence, KnownRow } from './features.js';
import type { Histories } from './histories.js';
import type { Popularity } from './popularity.js';
import { halfLives as popularHalfLives } from './popularity.js';
import {
  backwardKinds,
  forwardKinds,
  halfLives,
  stepWeights,
  type TransitionRow,
  type TransitionTable,
  transitionKind,
  transitionKinds,
  WINDOW,
} from './transitions.js';

/** Of a title's choosers, those next in time that are looked at; more take longer and are too far to weigh much. */
const CHOOSERS = 200;
/** Half-lives after which a choice is not looked at. */
const REACH = 4;

/** What was known around an instant, from what happened before and after it. */
export interface Dated extends Pick<Evidence, 'transitions' | 'popularity'> {
  /** Events of anybody by then. */
  ordinal: number;
}

interface Known {
  histories: Histories;
  transitions: TransitionTable;
  popularity: Popularity;
  choosers: Choosers;
}

/**
 * Evidence as of an instant in the past. Counts that forget say nothing of what was shown and liked years ago, so they
 * are counted anew from the choices around the instant, which weigh the less the further they are, before it or after.
 */
export function evidenceAround(known: Known, at: number): Dated {
  const ordinal = known.histories.eventsBy(at);
  return {
    ordinal,
    transitions: { row: (title) => rowAround(known, title, ordinal), weight: () => 1 },
    popularity: popularityAround(known, ordinal),
  };
}

const fading = [...forwardKinds, ...backwardKinds, transitionKind.next].filter((kind) =>
  Number.isFinite(halfLives[kind]),
);
const fadingForwards = fading.filter((kind) => forwardKinds.includes(kind));
const fadingBackwards = fading.filter((kind) => backwardKinds.includes(kind));
const fadingDirectly = [...fadingForwards, transitionKind.next];

function rowAround(
  { choosers, histories, transitions }: Known,
  title: number,
  ordinal: number,
): KnownRow | undefined {
  const row = transitions.row(title);
  if (row === undefined) return undefined;
  const dated = new DatedRow(row);
  const { viewers, places, ordinals } = choosers.of(title);
  const { from, to } = choosers.nearest(title, ordinal, CHOOSERS);
  for (let i = from; i < to; i++) {
    const { titles } = histories.of(viewers[i] ?? 0);
    const place = places[i] ?? 0;
    dated.lookFrom(Math.abs(ordinal - (ordinals[i] ?? 0)));
    for (let step = 0; step < WINDOW; step++) {
      const share = stepWeights[step] ?? 0;
      dated.add(titles[place + step + 1], step === 0 ? fadingDirectly : fadingForwards, share);
      dated.add(titles[place - step - 1], fadingBackwards, share);
    }
  }
  return dated;
}

/** A row whose counts that forget begin at nothing. */
class DatedRow implements KnownRow {
  readonly size: number;
  readonly titles: Int32Array<ArrayBuffer>;
  readonly counts: Float32Array<ArrayBuffer>;
  readonly totals: Float64Array<ArrayBuffer>;
  readonly #row: TransitionRow;
  readonly #weights = new Float64Array(transitionKinds);

  constructor(row: TransitionRow) {
    this.#row = row;
    this.size = row.size;
    this.titles = row.titles;
    this.counts = row.counts.slice(0, row.size * transitionKinds);
    this.totals = row.totals.slice();
    for (const kind of fading) this.totals[kind] = 0;
    for (let i = 0; i < this.counts.length; i += transitionKinds)
      for (const kind of fading) this.counts[i + kind] = 0;
  }

  /** What is added next happened so many events away. */
  lookFrom(age: number): void {
    for (const kind of fading) this.#weights[kind] = aged(age, halfLives[kind] ?? 1);
  }

  add(title: number | undefined, kinds: readonly number[], share: number): void {
    const place = title === undefined ? -1 : this.#row.find(title);
    if (place < 0) return;
    for (const kind of kinds) {
      const weight = share * (this.#weights[kind] ?? 0);
      this.counts[place + kind] = (this.counts[place + kind] ?? 0) + weight;
      this.totals[kind] = (this.totals[kind] ?? 0) + weight;
    }
  }
}

function aged(age: number, halfLife: number): number {
  return age > REACH * halfLife ? 0 : 2 ** (-age / halfLife);
}

function popularityAround({ choosers, popularity }: Known, ordinal: number): Evidence['popularity'] {
  const spans = popularHalfLives
    .filter((halfLife) => Number.isFinite(halfLife))
    .map((halfLife) => sharesAround(choosers.titles, ordinal, halfLife));
  const [, lately] = spans;
  return {
    share: (title, span) => {
      const counted = spans[span];
      return counted ? (counted.get(title) ?? 0) : popularity.share(title, span);
    },
    ratingLift: (title) => popularity.ratingLift(title),
    eventsSince: (title) => {
      const { from } = choosers.nearest(title, ordinal, 1);
      const chosen = choosers.of(title).ordinals[from];
      return chosen === undefined ? popularity.eventsSince(title) : Math.abs(ordinal - chosen);
    },
    most: (limit) =>
      [...(lately ?? [])]
        .sort((a, b) => b[1] - a[1])
        .slice(0, limit)
        .map(([title]) => title),
  };
}

function sharesAround(titles: readonly number[], ordinal: number, halfLife: number): Map<number, number> {
  const shares = new Map<number, number>();
  const from = Math.max(0, Math.floor(ordinal - REACH * halfLife));
  const to = Math.min(titles.length, Math.ceil(ordinal + REACH * halfLife));
  let sum = 0;
  for (let i = from; i < to; i++) {
    const weight = aged(Math.abs(ordinal - i), halfLife);
    const title = titles[i] ?? 0;
    shares.set(title, (shares.get(title) ?? 0) + weight);
    sum += weight;
  }
  for (const [title, share] of shares) shares.set(title, share / sum);
  return shares;
}
