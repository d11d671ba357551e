import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Titles } from '../../../shared/artefact/titles.js';
import { normaliseText } from '../../../shared/text.js';

/** A rating that says that somebody liked the film. */
const LIKED = 4;
/** People who liked a film, so that what else they liked says something about it. */
const FEWEST_LIKES = 10;
/** Of them, people who liked a neighbour too. */
const FEWEST_TOGETHER = 5;
export const NEIGHBOURS = 10;

/** A film and the films that the same people liked, the closest first; numbers of titles. */
export interface CoWatched {
  title: number;
  neighbours: number[];
}

/**
 * The films nearest to each film by who liked both (cosine), among one half of the people of MovieLens latest-small.
 * Weights may be tuned on half 0, and are judged on half 1.
 */
export function coWatched(data: string, titles: Titles, half: 0 | 1): CoWatched[] {
  const likers = [...likersOf(data, titles, half)].filter(([, people]) => people.size >= FEWEST_LIKES);
  return likers.flatMap(([title, people]) => {
    const near = likers.flatMap(([other, others]) => {
      const together = title === other ? 0 : [...people].filter((person) => others.has(person)).length;
      const cosine = together / Math.sqrt(people.size * others.size);
      return together < FEWEST_TOGETHER ? [] : [{ other, cosine }];
    });
    near.sort((a, b) => b.cosine - a.cosine);
    const neighbours = near.slice(0, NEIGHBOURS).map(({ other }) => other);
    return neighbours.length < NEIGHBOURS ? [] : [{ title, neighbours }];
  });
}

function likersOf(data: string, titles: Titles, half: 0 | 1): Map<number, Set<string>> {
  const joined = joinedFilms(data, titles);
  const likers = new Map<number, Set<string>>();
  for (const { userId = '', movieId = '', rating } of rows(data, 'ratings.csv')) {
    const title = joined.get(movieId);
    if (title === undefined || Number(rating) < LIKED || halfOf(userId) !== half) continue;
    likers.set(title, (likers.get(title) ?? new Set()).add(userId));
  }
  return likers;
}

/** The films of MovieLens that the catalogue has, by name and year, which may be one off. */
export function joinedFilms(data: string, titles: Titles): Map<string, number> {
  const byName = new Map<string, number>();
  const key = (name: string, year: number) => `${normaliseText(name)} ${year}`;
  for (let title = 0; title < titles.count; title++) {
    for (const name of titles.names(title)) {
      const named = key(name, titles.year(title) ?? 0);
      if (titles.votes(byName.get(named) ?? -1) <= titles.votes(title)) byName.set(named, title);
    }
  }
  const joined = new Map<string, number>();
  for (const { movieId = '', title = '' } of rows(data, 'movies.csv')) {
    const [, names = '', year] = /^(.*?)\s*\((\d{4})\)\s*$/.exec(title) ?? [];
    const keys = [0, 1, -1].flatMap((off) => namesIn(names).map((name) => key(name, Number(year) + off)));
    const found = keys.map((named) => byName.get(named)).find((number) => number !== undefined);
    if (found !== undefined) joined.set(movieId, found);
  }
  return joined;
}

/** `City of Lost Children, The (Cité des enfants perdus, La)` holds two names, each with its article behind. */
function namesIn(text: string): string[] {
  const others = Array.from(text.matchAll(/\(([^)]*)\)/g), ([, name = '']) =>
    name.replace(/^a\.k\.a\. /, ''),
  );
  const own = text.replaceAll(/\s*\([^)]*\)/g, '');
  return [own, ...others].map((name) => name.trim().replace(/^(.*), ([A-Z][a-z]{0,2}|L')$/, '$2 $1'));
}

/** FNV-1a, one of its middle bits. */
function halfOf(person: string): 0 | 1 {
  let state = 0x811c_9dc5;
  for (const letter of person) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x0100_0193);
  return (state >>> 15) & 1 ? 1 : 0;
}

export function rows(data: string, file: string): Record<string, string>[] {
  return parse(readFileSync(join(data, 'ratings-ml-latest-small', file)), { columns: true });
}
