import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { TitleId } from '../title/title-id.js';
import type { FrozenList } from './frozen-lists.js';
import { heldSignals, type Signals } from './signals.js';
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

/** Length of each list that the index gives. */
export const CANDIDATES = 300;

/** Every title found, best first; equal scores are ordered by id. */
export function rank(found: Found, wanted: Wanted, artefact: CatalogueArtefact | undefined): FrozenList {
  const candidates = new Map<TitleId, Signals>();
  const parts = {
    words: scoresOf(found.keywords),
    meaning: scoresOf(found.text),
    facts: scoresOf(found.facts),
  };
  const add = (id: TitleId) => {
    if (!candidates.has(id)) candidates.set(id, signalsOf(id, parts, wanted, artefact));
  };
  for (const list of [found.keywords, found.text, found.facts]) for (const { id } of list) add(id);
  for (const id of found.among) add(id);
  const ranked = [...candidates]
    .map(([id, signals]) => ({ id, score: scoreOf(signals, wanted.kind) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_RANKED);
  return { ids: ranked.map(({ id }) => id), scores: ranked.map(({ score }) => score) };
}

interface Scores {
  of: ReadonlyMap<TitleId, number>;
  /** What a title that is not in the list has at the most. */
  least: number;
}

export function signalsOf(
  id: TitleId,
  parts: Record<'words' | 'meaning' | 'facts', Scores>,
  wanted: Wanted,
  artefact: CatalogueArtefact | undefined,
): Signals {
  const title = artefact?.titles.numberOf(id);
  const at = ({ of, least }: Scores) => of.get(id) ?? least;
  const held = artefact && title !== undefined ? heldSignals(title, wanted, artefact) : nothingHeld;
  return { words: at(parts.words), meaning: at(parts.meaning), facts: at(parts.facts), ...held };
}

const nothingHeld = { popularity: 0, name: 0, people: 0, labels: 0, years: 0, unwanted: 0 };

export function scoreOf(signals: Signals, kind: QueryKind): number {
  const weight = weights[kind];
  let score = 0;
  for (const signal of Object.keys(weight) as (keyof Signals)[]) score += weight[signal] * signals[signal];
  return score;
}

function scoresOf(list: readonly Scored[]): Scores {
  return {
    of: new Map(list.map(({ id, score }) => [id, score])),
    least: list.length < CANDIDATES ? 0 : Math.min(...list.map(({ score }) => score)),
  };
}
