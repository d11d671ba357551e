import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { normaliseText } from '../text.js';
import type { Wanted, WantedLabel } from './wanted.js';

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
  /** 1 within the years asked for, less beside them. */
  years: number;
  /** 1 where it has what is not wanted. */
  unwanted: number;
}

/** Years beside those asked for that still count something. */
const YEARS_BESIDE = 5;

/** Fits of a name that is not the query; what is left to 1 shows how much more the name says. */
const fits = { begins: 0.3, holds: 0.2, allWords: 0.1, within: 0.2, share: 0.3 } as const;

/** The signals of a title that come from what search holds in memory. */
export function heldSignals(
  title: number,
  wanted: Wanted,
  artefact: CatalogueArtefact,
): Omit<Signals, 'words' | 'meaning' | 'facts'> {
  const { titles } = artefact;
  return {
    popularity: titles.popularity(title),
    name: wanted.named.get(title) ?? nameFit(title, wanted, artefact),
    people: shareOf(wanted.people, title, artefact),
    labels: shareOf(wanted.labels, title, artefact),
    years: yearsFit(titles.year(title), wanted.years),
    unwanted: [...wanted.people, ...wanted.labels].some(
      (label) => label.negated && has(label, title, artefact),
    )
      ? 1
      : 0,
  };
}

/** Whether the title has one of the labels. */
export function has({ kinds, labels }: WantedLabel, title: number, { titles }: CatalogueArtefact): boolean {
  return kinds.some((kind) => titles.labels(kind, title).some((label) => labels.has(label)));
}

function shareOf(asked: readonly WantedLabel[], title: number, artefact: CatalogueArtefact): number {
  let [all, had] = [0, 0];
  for (const label of asked) {
    if (label.negated) continue;
    all++;
    if (has(label, title, artefact)) had++;
  }
  return all === 0 ? 0 : had / all;
}

function yearsFit(year: number | null, wanted: Wanted['years']): number {
  if (!wanted || year === null) return 0;
  const early = wanted.from === null ? 0 : wanted.from - year;
  const late = wanted.to === null ? 0 : year - wanted.to;
  return Math.max(0, 1 - Math.max(0, early, late) / YEARS_BESIDE);
}

/** A name that begins with the query, holds it, has all its words, or is held by it. */
function nameFit(title: number, { kind, text }: Wanted, { titles }: CatalogueArtefact): number {
  if (kind === 'description' || text === '') return 0;
  return Math.max(0, ...titles.names(title).map((name) => partialFit(normaliseText(name), text)));
}

function partialFit(name: string, query: string): number {
  if (name === query) return 1;
  const [padded, asked] = [` ${name} `, ` ${query} `];
  const share = fits.share * Math.min(name.length / query.length, query.length / name.length);
  if (padded.startsWith(asked)) return fits.begins + share;
  if (padded.includes(asked)) return fits.holds + share;
  if (asked.includes(padded) && name.includes(' ')) return fits.within + share;
  return query.split(' ').every((word) => padded.includes(` ${word} `)) ? fits.allWords + share : 0;
}
