import type { TitleBrief } from '../search/title-index.js';

/** A title that may be picked, and how good it is. */
export interface Choice {
  title: Varied;
  score: number;
  /** Newly released: of these a list has a bounded share. */
  isNew: boolean;
}

type Varied = Pick<TitleBrief, 'id' | 'genres' | 'collection' | 'credits'>;

/** Between relevance and difference (maximal marginal relevance, Carbonell and Goldstein 1998). */
const LAMBDA = 0.7;
/** What a genre costs by which the list has more of it than the viewer's taste (after Steck 2018). */
const CALIBRATION = 0.15;
/** At most this share of a list is new titles, and one of so many where there is one. */
const MOST_NEW = 0.2;
const ONE_NEW_IN = 10;

/**
 * Picks a list: the best first, then what is good and unlike what was picked, in genres close to the viewer's own mix.
 * @param mix the share of each genre in what the viewer likes; empty where nothing is known
 */
export function diverse<T extends Choice>(
  choices: readonly T[],
  limit: number,
  mix: ReadonlyMap<string, number>,
): T[] {
  const [highest, lowest] = [
    Math.max(...choices.map(({ score }) => score)),
    Math.min(...choices.map(({ score }) => score)),
  ];
  const waiting = choices.map((choice) => ({
    choice,
    relevance: highest === lowest ? 1 : (choice.score - lowest) / (highest - lowest),
    nearest: 0,
  }));
  const picked: T[] = [];
  const genres = new Map<string, number>();
  const mostNew = Math.max(1, Math.floor(limit * MOST_NEW));
  while (picked.length < limit && waiting.length > 0) {
    const isNewDue = (picked.length + 1) % ONE_NEW_IN === 0 && !picked.some(({ isNew }) => isNew);
    const isFull = picked.filter(({ isNew }) => isNew).length >= mostNew;
    const open = waiting.filter(({ choice }) => !choice.isNew || !isFull);
    const due = isNewDue ? open.filter(({ choice }) => choice.isNew) : [];
    const worth = (one: (typeof waiting)[number]) =>
      LAMBDA * one.relevance -
      (1 - LAMBDA) * one.nearest -
      CALIBRATION * surplus(one.choice.title, genres, picked.length, mix);
    const candidates = due.length > 0 ? due : open;
    const [first] = candidates;
    if (!first) break;
    const best = candidates.reduce((a, b) => (worth(b) > worth(a) ? b : a), first);
    waiting.splice(waiting.indexOf(best), 1);
    picked.push(best.choice);
    for (const genre of best.choice.title.genres) genres.set(genre, (genres.get(genre) ?? 0) + 1);
    for (const one of waiting)
      one.nearest = Math.max(one.nearest, likeness(one.choice.title, best.choice.title));
  }
  return picked;
}

/** How far the list would go beyond the viewer's mix in the title's genres, 0 to 1. */
function surplus(
  { genres }: Varied,
  counts: ReadonlyMap<string, number>,
  length: number,
  mix: ReadonlyMap<string, number>,
): number {
  if (mix.size === 0 || genres.length === 0) return 0;
  const over = genres.map((genre) => {
    const share = ((counts.get(genre) ?? 0) + 1) / (length + 1);
    return Math.max(0, share - (mix.get(genre) ?? 0));
  });
  return over.reduce((sum, value) => sum + value, 0) / genres.length;
}

/** 1 for titles of one franchise; else by the genres and people that they share. */
function likeness(a: Varied, b: Varied): number {
  if (a.collection !== null && a.collection === b.collection) return 1;
  const people = overlap(a.credits.directors, b.credits.directors) ? 0.3 : 0;
  return Math.min(1, 0.7 * jaccard(a.genres, b.genres) + people);
}

function jaccard(a: readonly string[], b: readonly string[]): number {
  const both = a.filter((value) => b.includes(value)).length;
  return both / Math.max(1, a.length + b.length - both);
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.some((value) => b.includes(value));
}
