import { grown } from './growing.js';

/** What is counted of each ordered pair of titles, and the events of anybody after which a count weighs half. */
const KINDS = {
  brief: 4_000,
  recent: 16_000,
  long: 64_000,
  ever: Number.POSITIVE_INFINITY,
  /** The pair the other way round: what viewers had chosen shortly before. */
  recentBefore: 16_000,
  everBefore: Number.POSITIVE_INFINITY,
  /** Only titles chosen directly one after the other. */
  next: 16_000,
} as const;

export type TransitionKind = keyof typeof KINDS;

/** By kind. */
export const halfLives: readonly number[] = Object.values(KINDS);
/** Numbers kept of one pair. */
export const transitionKinds = halfLives.length;
export const transitionKind = Object.fromEntries(Object.keys(KINDS).map((kind, i) => [kind, i])) as Readonly<
  Record<TransitionKind, number>
>;

/** How many choices back a transition is counted, and what each further step back weighs. */
export const WINDOW = 10;
const STEP = 0.8;
export const stepWeights = Float64Array.from({ length: 64 }, (_, step) => STEP ** step);
/** A float holds 1e38, so sums stay exact enough; passed once in about 400,000 events, when every count is rescaled. */
const RESCALE_ABOVE = 1e30;

const FIRST_ROOM = 4;

/**
 * What followed one title: `size` titles in order of first appearance, `counts` with `transitionKinds` numbers each.
 * The counts are relative to `TransitionTable.weight`.
 */
export class TransitionRow {
  size = 0;
  titles = new Int32Array(FIRST_ROOM);
  counts = new Float32Array(FIRST_ROOM * transitionKinds);
  /** Sums over the row, by kind. */
  readonly totals = new Float64Array(transitionKinds);
  /** Open addressing: 1 + place in `titles`, 0 where free; at most half full. */
  #slots = new Int32Array(2 * FIRST_ROOM);

  /** Where the pair's counts begin. */
  placeOf(title: number): number {
    const slot = this.#slot(title);
    const place = this.#slots[slot] ?? 0;
    if (place > 0) return (place - 1) * transitionKinds;
    if (this.size === this.titles.length) {
      this.#grow();
      return this.placeOf(title);
    }
    this.titles[this.size] = title;
    this.size += 1;
    this.#slots[slot] = this.size;
    return (this.size - 1) * transitionKinds;
  }

  /** Where the pair's counts begin; -1 where it was never seen. */
  find(title: number): number {
    return ((this.#slots[this.#slot(title)] ?? 0) - 1) * transitionKinds;
  }

  add(place: number, kind: number, weight: number): void {
    this.counts[place + kind] = (this.counts[place + kind] ?? 0) + weight;
    this.totals[kind] = (this.totals[kind] ?? 0) + weight;
  }

  rescale(kind: number, factor: number): void {
    for (let i = kind; i < this.size * transitionKinds; i += transitionKinds)
      this.counts[i] = (this.counts[i] ?? 0) * factor;
    this.totals[kind] = (this.totals[kind] ?? 0) * factor;
  }

  #slot(title: number): number {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(title, 0x9e3779b1) >>> 7) & mask;
    for (;;) {
      const place = this.#slots[slot] ?? 0;
      if (place === 0 || this.titles[place - 1] === title) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const room = this.titles.length * 2;
    const titles = new Int32Array(room);
    titles.set(this.titles);
    this.titles = titles;
    this.counts = grown(this.counts, room * transitionKinds);
    this.#slots = new Int32Array(2 * room);
    for (let place = 0; place < this.size; place++) this.#slots[this.#slot(titles[place] ?? 0)] = place + 1;
  }
}

/**
 * Counts of what follows what within a window of choices, decayed with the steps between them and with age: a
 * first-order Markov chain, smoothed over the window, at several speeds of forgetting. Learns with each event.
 */
export class TransitionTable {
  readonly #rows: (TransitionRow | undefined)[] = [];
  readonly #weights = new Float64Array(transitionKinds).fill(1);

  row(title: number): TransitionRow | undefined {
    return this.#rows[title];
  }

  /** What one event of now adds to counts of this kind: counts divided by it are in units of events. */
  weight(kind: number): number {
    return this.#weights[kind] ?? 1;
  }

  /** @param recent what the viewer had chosen before, newest first */
  observe(recent: readonly number[], title: number): void {
    const after = this.#rowFor(title);
    const steps = Math.min(recent.length, WINDOW);
    for (let step = 0; step < steps; step++) {
      const earlier = recent[step] ?? 0;
      const row = this.#rowFor(earlier);
      this.#addAll(row, row.placeOf(title), forwardKinds, step);
      this.#addAll(after, after.placeOf(earlier), backwardKinds, step);
    }
    for (const [kind, halfLife] of halfLives.entries()) {
      this.#weights[kind] = this.weight(kind) * 2 ** (1 / halfLife);
      if (this.weight(kind) > RESCALE_ABOVE) this.#rescale(kind);
    }
  }

  #addAll(row: TransitionRow, place: number, kinds: readonly number[], step: number): void {
    const share = stepWeights[step] ?? 0;
    for (const kind of kinds) row.add(place, kind, share * this.weight(kind));
    if (step === 0 && kinds === forwardKinds)
      row.add(place, transitionKind.next, this.weight(transitionKind.next));
  }

  #rowFor(title: number): TransitionRow {
    let row = this.#rows[title];
    if (row === undefined) {
      row = new TransitionRow();
      this.#rows[title] = row;
    }
    return row;
  }

  #rescale(kind: number): void {
    const factor = 1 / this.weight(kind);
    for (const row of this.#rows) row?.rescale(kind, factor);
    this.#weights[kind] = 1;
  }
}

const { brief, recent, long, ever, recentBefore, everBefore } = transitionKind;
export const forwardKinds: readonly number[] = [brief, recent, long, ever];
export const backwardKinds: readonly number[] = [recentBefore, everBefore];
