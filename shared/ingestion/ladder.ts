import type { TitleId } from '../title/title-id.js';
import type { NameIndex } from '../title/title-store.js';
import { bareName, type Family, familyOf } from './identity.js';
import { jaroWinkler } from './similarity.js';
import type { SourceRecord } from './source-record.js';

/** Least likeness of two names, and most years apart, for one title. */
const MIN_SIMILARITY = 0.85;
const MAX_YEARS_APART = 1;
/** Cuts and countries change a runtime; more than this is another film. */
const MAX_RUNTIME_RATIO = 1.25;

export interface Candidate {
  id: TitleId;
  names: string[];
  year: number | null;
  runtime: number | null;
  family: Family;
}

export type Match = { id: TitleId; rung: 'id' | 'name'; confidence: number };

/**
 * The name rung of the resolution ladder: the likeliest of the titles that share a name with the record,
 * undefined when none is likely enough. Confidence is 0.90 to 0.98. The caller leaves out what other ids contradict.
 */
export function matchByName(
  record: Pick<SourceRecord, 'facts'>,
  candidates: readonly Candidate[],
): Match | undefined {
  const scored = candidates
    .flatMap((candidate) => {
      const likeness = likenessOf(record, candidate);
      return likeness === undefined ? [] : [{ candidate, likeness }];
    })
    .sort((a, b) => b.likeness - a.likeness || (a.candidate.id < b.candidate.id ? -1 : 1));
  const best = scored[0];
  return best && { id: best.candidate.id, rung: 'name', confidence: 0.9 + 0.08 * Math.min(1, best.likeness) };
}

export function candidatesOf(names: NameIndex): Candidate[] {
  return Object.entries(names).map(([id, entry]) => ({
    id: id as TitleId,
    ...entry,
    family: entry.family as Family,
  }));
}

/** 0 to 1; undefined when the two cannot be one title. */
function likenessOf({ facts }: Pick<SourceRecord, 'facts'>, candidate: Candidate): number | undefined {
  if (candidate.family !== familyOf(facts.type)) return undefined;
  if (candidate.year === null || facts.year === undefined || facts.year === null) return undefined;
  const yearsApart = Math.abs(candidate.year - facts.year);
  if (yearsApart > MAX_YEARS_APART) return undefined;
  const runtimes = [candidate.runtime, facts.runtime ?? null];
  const [a, b] = runtimes;
  const runtimeRatio = a && b ? Math.max(a, b) / Math.min(a, b) : 1;
  if (runtimeRatio > MAX_RUNTIME_RATIO) return undefined;
  const names = [facts.title, facts.original_title].filter((name): name is string => Boolean(name));
  const similarity = Math.max(
    ...names.flatMap((name) => candidate.names.map((other) => jaroWinkler(bareName(name), bareName(other)))),
  );
  if (similarity < MIN_SIMILARITY) return undefined;
  return similarity - 0.1 * yearsApart - 0.2 * (runtimeRatio - 1);
}
