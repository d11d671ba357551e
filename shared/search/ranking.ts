import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { TitleId } from '../title/title-id.js';
import type { FrozenList } from './frozen-lists.js';
import { addHeld, nothingHeld, type Signals } from './signals.js';
import type { Scored } from './title-index.js';
import type { QueryKind, Wanted } from './wanted.js';

/** Longest ranked list that later pages can read. */
export const MAX_RANKED = 1_000;

/**
 * What a unit of each signal counts, in units of BM25. Tuned on the train half of the half-remembered queries and on
 * titles of the catalogue, whole and mistyped (scripts/models/evaluate-ranking.ts).
 */
export const weights: Readonly<Record<QueryKind, Signals>> = {
  title: {
    words: 1,
    meaning: 10,
    facts: 2,
    popularity: 10,
    name: 60,
    people: 8,
    labels: 4,
    likeness: 40,
    years: 40,
    unwanted: -10,
  },
  properties: {
    words: 0.5,
    meaning: 8,
    facts: 12,
    popularity: 14,
    name: 20,
    people: 40,
    labels: 25,
    likeness: 60,
    years: 20,
    unwanted: -60,
  },
  description: {
    words: 1,
    meaning: 30,
    facts: 3,
    popularity: 3.6,
    name: 10,
    people: 4,
    labels: 2,
    likeness: 20,
    years: 3,
    unwanted: -8,
  },
};

/** The lists that the index gave, and titles that are known to be wanted for another reason. */
export interface Found {
  text: readonly Scored[];
  facts: readonly Scored[];
  keywords: readonly Scored[];
  among: readonly TitleId[];
}

/**
 * Length of each list that the index gives. Of a description the wanted title may be far down in every list, so that
 * fewer find less (recall@10 on the train half: .181 of 300, .173 of 200); a name or properties put it near the top.
 */
export const candidatesFor: Readonly<Record<QueryKind, number>> = {
  title: 150,
  properties: 200,
  description: 300,
};

/** Every title found, best first; equal scores are ordered by id. */
export function rank(found: Found, wanted: Wanted, artefact: CatalogueArtefact | undefined): FrozenList {
  const full = candidatesFor[wanted.kind];
  const least = {
    words: leastOf(found.keywords, full),
    meaning: leastOf(found.text, full),
    facts: leastOf(found.facts, full),
  };
  const candidates = new Map<TitleId, Signals>();
  const candidate = (id: TitleId): Signals => {
    let signals = candidates.get(id);
    if (!signals) candidates.set(id, (signals = nothingHeld(least)));
    return signals;
  };
  for (const { id, score } of found.keywords) candidate(id).words = score;
  for (const { id, score } of found.text) candidate(id).meaning = score;
  for (const { id, score } of found.facts) candidate(id).facts = score;
  for (const id of found.among) candidate(id);
  const ranked = [...candidates]
    .map(([id, signals]) => {
      const title = artefact?.titles.numberOf(id);
      if (artefact && title !== undefined) addHeld(signals, title, wanted, artefact);
      return { id, score: scoreOf(signals, weights[wanted.kind]) };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_RANKED);
  return { ids: ranked.map(({ id }) => id), scores: ranked.map(({ score }) => score) };
}

/** What a title that is not in the list has at the most. */
function leastOf(list: readonly Scored[], full: number): number {
  return list.length < full ? 0 : Math.min(...list.map(({ score }) => score));
}

/** One sum, not a loop over names: it runs for each of a thousand candidates. */
function scoreOf(signals: Signals, weight: Signals): number {
  return (
    weight.words * signals.words +
    weight.meaning * signals.meaning +
    weight.facts * signals.facts +
    weight.popularity * signals.popularity +
    weight.name * signals.name +
    weight.people * signals.people +
    weight.labels * signals.labels +
    weight.likeness * signals.likeness +
    weight.years * signals.years +
    weight.unwanted * signals.unwanted
  );
}
