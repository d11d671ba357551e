import type { History } from './histories.js';

/** Seconds since the viewer's last choice, up to which a request is of the same kind: the same page, a click on, ... */
const GAPS = [0, 12, 90, 3_600, Number.POSITIVE_INFINITY] as const;
/** Choices known of the viewer, likewise. */
const LENGTHS = [3, 15, 60, Number.POSITIVE_INFINITY] as const;
/** A request this many seconds before the latest known event asks about the past. */
const PAST = 86_400;

/** One number for always, one for each kind of gap and length, one for requests about the past. */
export const contextSize = 1 + GAPS.length + LENGTHS.length + 1;

/** The situation of a request, as ones and zeros. @param at seconds since the epoch */
export function contextOf(history: History, at: number, latest: number): Float32Array {
  const context = new Float32Array(contextSize);
  context[0] = 1;
  const gap = at - (history.times.at(-1) ?? Number.NEGATIVE_INFINITY);
  context[1 + GAPS.findIndex((most) => gap <= most)] = 1;
  context[1 + GAPS.length + LENGTHS.findIndex((most) => history.titles.length <= most)] = 1;
  if (isPast(at, latest)) context[contextSize - 1] = 1;
  return context;
}

/** Whether a request asks what came next when `latest` is long known. */
export function isPast(at: number, latest: number): boolean {
  return at < latest - PAST;
}
