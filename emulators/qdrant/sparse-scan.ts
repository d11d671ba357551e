import type { Bitmap } from './bitmap.js';
import type { Postings } from './postings.js';
import type { TopK } from './top-k.js';

/** Slots scored together: their sums stay in the processor's nearest cache. */
const WINDOW = 4_096;
/** The longest lists together may be skipped where they can add no more than this share of the score to beat. */
const SKIPPED_SHARE = 0.15;
/** Shorter lists, for all slots, are read faster than skipped. */
const SLOTS_PER_SKIPPED = 16;
/** Covers that sums of doubles depend on their order. */
const ROUNDING = 1 + 1e-9;
const DELETED = -1;
/** Where no sum began: the only number that adding others, but never itself, cannot lead to. */
const UNTOUCHED = -0;

export interface Term {
  postings: Postings;
  /** What each of its weights is multiplied by. */
  factor: number;
}

interface Cursor {
  postings: Postings;
  factor: number;
  /** The next of its postings. */
  at: number;
}

/**
 * Sums the terms of each slot, window by window, and offers the rows; exact. Terms are read from the shortest list
 * to the longest. Once the score to beat is high, the longest lists are only looked into for the slots that the
 * others have brought near it (MaxScore: Turtle and Flood 1995).
 * @param rowOf the row of each slot, -1 where it was deleted
 */
export function scanTerms(
  terms: readonly Term[],
  rowOf: readonly number[],
  { rows, above }: { rows: Bitmap; above: number },
  top: TopK,
): void {
  const cursors: Cursor[] = terms
    .map((term) => ({ ...term, at: 0 }))
    .sort((a, b) => a.postings.length - b.postings.length);
  const mostOfRest = boundsFrom(cursors);
  const sums = new Float64Array(WINDOW).fill(UNTOUCHED);
  let { least } = top;
  let read = cursors.length;
  for (let start = 0; start < rowOf.length; start += WINDOW) {
    read = countToRead(cursors, read, mostOfRest, rowOf.length, least);
    for (let i = 0; i < read; i++) addWindow(cursors[i] as Cursor, start, sums);
    const most = mostOfRest[read] ?? 0;
    for (let i = 0; i < WINDOW; i++) {
      const sum = sums[i] as number;
      if (Math.fround(sum + most) < least || Object.is(sum, UNTOUCHED)) continue;
      const row = rowOf[start + i] ?? DELETED;
      if (row === DELETED || !rows.has(row)) continue;
      const score = Math.fround(sum + sumOf(cursors, read, start + i));
      if (score <= above) continue;
      top.offer(row, score);
      least = top.least;
    }
    sums.fill(UNTOUCHED);
  }
}

/** At each place, what the terms from there on can add to a score at most. */
function boundsFrom(cursors: readonly Cursor[]): Float64Array {
  const bounds = new Float64Array(cursors.length + 1);
  for (let i = cursors.length - 1; i >= 0; i--) {
    const { postings, factor } = cursors[i] as Cursor;
    const most = Math.max(0, factor * postings.highest, factor * postings.lowest);
    bounds[i] = ((bounds[i + 1] ?? 0) + most) * ROUNDING;
  }
  return bounds;
}

/** How many of the terms are to be read from end to end. */
function countToRead(
  cursors: readonly Cursor[],
  before: number,
  mostOfRest: Float64Array,
  slots: number,
  least: number,
): number {
  let read = before;
  while (read > 0) {
    const { postings } = cursors[read - 1] as Cursor;
    const isWorthSkipping = postings.length * SLOTS_PER_SKIPPED > slots;
    if (!isWorthSkipping || (mostOfRest[read - 1] ?? 0) > SKIPPED_SHARE * least) break;
    read--;
  }
  return read;
}

function addWindow(cursor: Cursor, start: number, sums: Float64Array): void {
  const { factor } = cursor;
  const { slots, weights, length } = cursor.postings;
  let { at } = cursor;
  for (; at < length; at++) {
    const place = (slots[at] as number) - start;
    if (place >= WINDOW) break;
    // The zero makes a negative zero a positive one.
    sums[place] = (sums[place] as number) + (factor * (weights[at] as number) + 0);
  }
  cursor.at = at;
}

/** What the terms from `from` on add to the slot's score. Slots are asked for in rising order. */
function sumOf(cursors: readonly Cursor[], from: number, slot: number): number {
  let sum = 0;
  for (let i = from; i < cursors.length; i++) {
    const cursor = cursors[i] as Cursor;
    const { slots, weights, length } = cursor.postings;
    cursor.at = firstFrom(slots, cursor.at, length, slot);
    if (cursor.at < length && slots[cursor.at] === slot) sum += cursor.factor * (weights[cursor.at] ?? 0);
  }
  return sum;
}

/** The first place from `start` on whose value is not below the sought one: by steps that double, then by halves. */
function firstFrom(values: Int32Array, start: number, end: number, sought: number): number {
  let step = 1;
  let low = start;
  while (low + step < end && (values[low + step] ?? 0) < sought) {
    low += step;
    step *= 2;
  }
  let high = Math.min(end, low + step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < sought) low = middle + 1;
    else high = middle;
  }
  return low;
}
