import { stemsByImportance } from './term-importance-table.js';

/** Steps of importance that the table tells apart. */
const STEPS = 50;
let importance: Map<string, number> | undefined;

/**
 * How much a word says of the title that somebody describes, from 0 ("movie", "remember") to 1 ("submarine"), beyond how
 * rare it is in the catalogue. Learned from descriptions whose title is known (scripts/models/train-term-importance.ts);
 * words that hardly anybody uses in describing count fully.
 */
export function importanceOf(stem: string): number {
  importance ??= new Map(
    Object.entries(stemsByImportance).flatMap(([step, stems]) =>
      stems.split(' ').map((known) => [known, Number(step) / STEPS] as const),
    ),
  );
  return importance.get(stem) ?? 1;
}
