import type { Trace } from './distinct-count.js';

/** Where results are shown that viewers open or do not. */
export const shownIn = ['search', 'recommendations'] as const;
export type ShownIn = (typeof shownIn)[number];

/** Results that were shown. */
export interface Shown {
  list: ShownIn;
  /** Names the answer that was shown. */
  answer: string;
  results: number;
}

/** A result that was opened. */
export interface Opened {
  list: ShownIn;
  answer: string;
  title: string;
}

/** What was counted on a day of UTC. */
export interface DayCounts {
  /** Answers that were shown, each once. */
  answers: Record<ShownIn, number>;
  /** Of those how many had a result that was opened. */
  answersOpened: Record<ShownIn, number>;
  /** Results in those answers. */
  results: Record<ShownIn, number>;
  /** Of those how many were opened, each once. */
  resultsOpened: Record<ShownIn, number>;
  /** The highest rank of each register (distinct-count.ts). */
  viewers: readonly number[];
}

/** Statistics by day, in which nobody can be found. The same thing told again counts once. */
export interface Figures {
  /** @param day e.g. `2026-11-21` */
  addShown(day: string, shown: readonly Shown[]): Promise<void>;
  addOpened(day: string, opened: readonly Opened[]): Promise<void>;
  addViewers(day: string, traces: readonly Trace[]): Promise<void>;
  /** One for each of the days, in their order. */
  read(days: readonly string[]): Promise<DayCounts[]>;
}

const DAY_MS = 86_400_000;

export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The days from the first to the last, both among them. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) days.push(dayOf(at));
  return days;
}

/** Null where there is nothing to compare with; what was opened without having been told to be shown makes it no more than 1. */
export function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.min(1, part / whole);
}
