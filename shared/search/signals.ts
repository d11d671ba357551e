import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { Marking, Wanted, WantedLabel } from './wanted.js';

/** Why a title may be the wanted one. */
export interface Signals {
  /** BM25 of the query's words, in the units of the index. */
  words: number;
  /** Cosine of its text's vector and the query's. */
  meaning: number;
  /** Cosine of its facts' vector and those asked for. */
  facts: number;
  /** 0 to 1. */
  popularity: number;
  /** How well its name fits the query, 1: it is the query. */
  name: number;
  /** The share of the people asked for that it is by or with. */
  people: number;
  /** The share of the genres, moods and themes asked for that it has. */
  labels: number;
  /** How like a title it is that it should be like, 1: the most of all. */
  likeness: number;
  /** 1 within the years asked for, less beside them. */
  years: number;
  /** 1 where it has what is not wanted. */
  unwanted: number;
}

/** Years beside those asked for that still count something. */
const YEARS_BESIDE = 5;

/** Fits of a name that is not the query; what is left to 1 shows how much more the name says. */
const fits = { begins: 0.3, holds: 0.2, allWords: 0.1, within: 0.2, share: 0.3 } as const;

/** Of a title that search does not hold in memory. Written out, as spreading makes slower objects. */
export function nothingHeld({
  words,
  meaning,
  facts,
}: Pick<Signals, 'words' | 'meaning' | 'facts'>): Signals {
  return {
    words,
    meaning,
    facts,
    popularity: 0,
    name: 0,
    people: 0,
    labels: 0,
    likeness: 0,
    years: 0,
    unwanted: 0,
  };
}

/** Adds the signals of a title that come from what search holds in memory. */
export function addHeld(signals: Signals, title: number, wanted: Wanted, artefact: CatalogueArtefact): void {
  const { titles } = artefact;
  signals.popularity = titles.popularity(title);
  signals.name = wanted.named.get(title) ?? nameFit(title, wanted, artefact);
  if (wanted.people.length > 0) signals.people = shareOf(wanted.people, title, artefact);
  if (wanted.labels.length > 0) signals.labels = shareOf(wanted.labels, title, artefact);
  signals.likeness = wanted.alike.get(title) ?? 0;
  if (wanted.years) signals.years = yearsFit(titles.year(title), wanted.years);
  if (wanted.unwanted.some((label) => has(label, title, artefact))) signals.unwanted = 1;
}

/** Whether the title is marked with it in one of its ways. */
export function has({ any }: WantedLabel, title: number, artefact: CatalogueArtefact): boolean {
  return any.some((marking) => isMarked(marking, title, artefact));
}

export function isMarked({ kind, labels }: Marking, title: number, { titles }: CatalogueArtefact): boolean {
  return titles.labels(kind, title).some((label) => labels.has(label));
}

/** Whether a year is among those asked for; an unknown one is not. */
export function isWithin({ from, to }: NonNullable<Wanted['years']>, year: number | null): boolean {
  return year !== null && year >= (from ?? year) && year <= (to ?? year);
}

function shareOf(asked: readonly WantedLabel[], title: number, artefact: CatalogueArtefact): number {
  let sum = 0;
  for (const { any } of asked) sum += any.find((marking) => isMarked(marking, title, artefact))?.share ?? 0;
  return sum / asked.length;
}

function yearsFit(year: number | null, wanted: NonNullable<Wanted['years']>): number {
  if (year === null) return 0;
  const early = wanted.from === null ? 0 : wanted.from - year;
  const late = wanted.to === null ? 0 : year - wanted.to;
  return Math.max(0, 1 - Math.max(0, early, late) / YEARS_BESIDE);
}

/** A name that begins with the query, holds it, has all its words, or is held by it. */
function nameFit(title: number, { kind, words }: Wanted, { titles }: CatalogueArtefact): number {
  if (kind === 'description' || words.length === 0) return 0;
  const { firstNames, nameIndex } = titles.columns;
  let best = 0;
  for (let name = firstNames[title] ?? 0; name < (firstNames[title + 1] ?? 0); name++)
    best = Math.max(best, partialFit(nameIndex.wordsOf.at(name), words));
  return best;
}

/** @param name and @param query are numbers of words, in their order */
function partialFit(name: Uint32Array, query: Uint32Array): number {
  const [shorter, longer] = name.length < query.length ? [name, query] : [query, name];
  if (!shorter.every((word) => longer.includes(word))) return 0;
  const share = shorter.length / longer.length;
  const at = placeOf(shorter, longer);
  if (longer === query && name.length < query.length)
    return at >= 0 && name.length > 1 ? fits.within + fits.share * share : 0;
  if (at === 0) return share === 1 ? 1 : fits.begins + fits.share * share;
  return (at > 0 ? fits.holds : fits.allWords) + fits.share * share;
}

/** Where the words stand together; -1: nowhere. */
function placeOf(part: Uint32Array, whole: Uint32Array): number {
  for (let at = 0; at + part.length <= whole.length; at++)
    if (part.every((word, i) => whole[at + i] === word)) return at;
  return -1;
}
