import type { TitleId } from '../title/title-id.js';
import type { NameIndex } from '../title/title-store.js';
import { articledName, comparableNames, type Family, familyOf } from './identity.js';
import { jaroWinkler } from './similarity.js';
import type { SourceRecord } from './source-record.js';

/** From this similarity on, names that differ may be one name, misspelt. */
const MIN_SIMILARITY = 0.95;
const MAX_YEARS_APART = 1;
/** Cuts and countries change a film's runtime; more than this is another film. */
const MAX_RUNTIME_RATIO = 1.25;
/** The same for films of which the name or the year differs a little already. */
const MAX_RUNTIME_RATIO_IN_DOUBT = 1.06;
/** Runtimes that differ by no more minutes are the same: credits and rounding are much of a short film. */
const MINUTES_OF_NO_ACCOUNT = 3;

export interface Candidate {
  id: TitleId;
  names: string[];
  year: number | null;
  runtime: number | null;
  family: Family;
}

export type Match = { id: TitleId; confidence: number };

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
  return best && { id: best.candidate.id, confidence: 0.98 - 0.5 * (1 - best.likeness) };
}

export function candidatesOf(names: NameIndex): Candidate[] {
  return Object.entries(names).map(([id, entry]) => ({
    id: id as TitleId,
    ...entry,
    family: entry.family as Family,
  }));
}

/**
 * 0 to 1; undefined when the two cannot be one title.
 * Candidates for an episode are at its place in their season, by the keys under which they were found.
 */
function likenessOf({ facts }: Pick<SourceRecord, 'facts'>, candidate: Candidate): number | undefined {
  const family = familyOf(facts.type);
  const yearsApart = differenceOf(facts.year, candidate.year);
  if (candidate.family !== family || yearsApart > MAX_YEARS_APART) return undefined;
  const names = [facts.title, facts.original_title ?? facts.title];
  const similarity = nameSimilarity(comparableNames(names, facts), comparableNames(candidate.names, facts));
  if (similarity < MIN_SIMILARITY) return undefined;
  const written = new Set(candidate.names.map(articledName));
  const sameName = names.some((name) => written.has(articledName(name)));
  if (!sameName && yearsApart > 0) return undefined;
  const mostApart = sameName && yearsApart === 0 ? MAX_RUNTIME_RATIO : MAX_RUNTIME_RATIO_IN_DOUBT;
  // Providers give a series' or an episode's length with or without advertisements, or of the whole series.
  const runtimeRatio = family === 'film' ? ratioOf(facts.runtime, candidate.runtime) : 1;
  if (runtimeRatio > mostApart) return undefined;
  return similarity - (sameName ? 0 : 0.01) - 0.1 * yearsApart - 0.2 * (runtimeRatio - 1);
}

/** Of the two names most alike; names whose numbers differ are those of sequels. */
function nameSimilarity(names: readonly string[], others: readonly string[]): number {
  const pairs = names.flatMap((name) => others.map((other) => [name, other] as const));
  return Math.max(
    0,
    ...pairs.map(([name, other]) => (numbersOf(name) === numbersOf(other) ? jaroWinkler(name, other) : 0)),
  );
}

function numbersOf(name: string): string {
  return (name.match(/\d+/g) ?? []).join(' ');
}

/** Of years; a title of an unknown year is not told from its namesakes by name. */
function differenceOf(a: number | null | undefined, b: number | null): number {
  return typeof a === 'number' && b !== null ? Math.abs(a - b) : Infinity;
}

/** Of runtimes, at least 1, which is also the answer where one is unknown. */
function ratioOf(a: number | null | undefined, b: number | null): number {
  if (!a || !b || Math.abs(a - b) <= MINUTES_OF_NO_ACCOUNT) return 1;
  return Math.max(a, b) / Math.min(a, b);
}
