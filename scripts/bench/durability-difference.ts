/** What was found after kills or outages that should not be so. */
export interface Difference {
  /** `out of step`: neither lost nor doubled, and yet not as it would be had nothing happened. */
  kind: 'lost' | 'doubled' | 'out of step';
  /** In words. */
  what: string;
}

export const lost = (what: string): Difference => ({ kind: 'lost', what: `${what} is lost` });
export const doubled = (what: string): Difference => ({ kind: 'doubled', what });
export const outOfStep = (what: string): Difference => ({ kind: 'out of step', what });

/** How many there are of a kind. */
export function countOf(differences: readonly Difference[], kind: Difference['kind']): number {
  return differences.filter((difference) => difference.kind === kind).length;
}
