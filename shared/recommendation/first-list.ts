import { byViews } from '../trending/viewed-titles.js';
import { diverse } from './diversity.js';
import { keyOf } from './reasons.js';
import type { Recommended, Wish } from './recommend.js';
import { openTo, type SourcePorts } from './sources.js';

/** Titles looked at for each that is shown. */
const BREADTH = 3;

/** What can be shown before anything is scored: trending titles that the viewer neither had nor refused, in one round trip. */
export async function firstList(
  { filter, limit, taste, again }: Wish,
  ports: SourcePorts,
): Promise<Recommended[]> {
  const views = await byViews('trending', filter.region, ports);
  const found = await views.list(filter, 'trending', limit * BREADTH);
  const isWanted = openTo(taste, again);
  const choices = found
    .filter(({ title }) => isWanted(title.id))
    .map(({ title }, place) => ({ title, score: 1 - place / found.length, isNew: false }));
  return diverse(choices, limit, new Map()).map(({ title, score }) => ({
    title,
    score,
    parts: [{ key: keyOf('trending'), points: score }],
  }));
}
