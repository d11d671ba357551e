import type { Token } from './tokens.js';

/** Words that tie a query's parts together. */
const ties = new Set(
  'a an the of on in at to for from by with and or but not no without that which is are was be it i me my we you any some movie movies film films show shows starring directed like similar s please before after since between something anything watch find want looking'.split(
    ' ',
  ),
);

/** The words that say something and are in no slot. @param slots where they stand in the query */
export function restOf(tokens: readonly Token[], slots: readonly { start: number; end: number }[]): string {
  return tokens
    .filter(
      ({ word, start, end }) =>
        !ties.has(word) && !slots.some((slot) => slot.start <= start && slot.end >= end),
    )
    .map(({ word }) => word)
    .join(' ');
}
