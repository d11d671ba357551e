import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { bareName } from '../../shared/ingestion/identity.js';
import { jaroWinkler } from '../../shared/ingestion/similarity.js';
import { words } from '../../shared/text.js';

/** What a list says of a film; the lists share no ids. */
export interface Film {
  id: string;
  title: string;
  original_title: string | null;
  year: number | null;
  runtime: number | null;
  directors: string[];
}

/** The films of a catalogue: one JSON object a line, gzipped. */
export function catalogueFilms(folder: string): Film[] {
  const lines = gunzipSync(readFileSync(join(folder, 'titles.jsonl.gz')))
    .toString('utf8')
    .split('\n');
  return lines.filter(Boolean).map((line) => {
    const {
      id,
      title,
      original_title = null,
      year = null,
      runtime = null,
      directors = [],
    } = JSON.parse(line);
    return { id, title, original_title, year, runtime, directors };
  });
}

export const listings = ['netflix', 'amazon_prime', 'disney_plus'] as const;

/** The films that a platform listed, those without a director left out. */
export function listedFilms(folder: string, platform: (typeof listings)[number]): Film[] {
  const file = readFileSync(join(folder, 'platform-lists', `${platform}_titles.csv`));
  const rows: Record<string, string>[] = parse(file, { columns: true, bom: true });
  return rows.flatMap((row, i) => {
    if (row['type'] !== 'Movie' || !row['director'] || !row['title']) return [];
    return [
      {
        id: `${platform}-${i}`,
        title: row['title'],
        original_title: null,
        year: Number(row['release_year']),
        runtime: Number(/^(\d+) min/.exec(row['duration'] ?? '')?.[1] ?? 0) || null,
        directors: row['director'].split(','),
      },
    ];
  });
}

/**
 * The pairs of films that the directors, which resolution does not look at, say are one:
 * names alike, two years apart at most, and a director of the same last name.
 */
export function pairsByDirector(films: readonly Film[], others: readonly Film[]): [string, string][] {
  const byDirector = new Map<string, Film[]>();
  for (const film of films) {
    for (const name of lastNames(film)) byDirector.set(name, [...(byDirector.get(name) ?? []), film]);
  }
  return others.flatMap((other) => {
    const known = new Set([...lastNames(other)].flatMap((name) => byDirector.get(name) ?? []));
    const same = [...known].filter((film) => isClose(film.year, other.year) && isNamedAlike(film, other));
    return same.map((film): [string, string] => [film.id, other.id]);
  });
}

function lastNames({ directors }: Film): Set<string> {
  return new Set(directors.flatMap((name) => words(name).at(-1) ?? []));
}

function isClose(year: number | null, other: number | null): boolean {
  return year !== null && other !== null && Math.abs(year - other) <= 2;
}

/** Parts of a series of films have one director too, so numbers must be the same. */
function isNamedAlike(film: Film, other: Film): boolean {
  const name = bareName(other.title);
  return [film.title, film.original_title ?? film.title].map(bareName).some((known) => {
    return numbers(known) === numbers(name) && jaroWinkler(known, name) >= 0.9;
  });
}

function numbers(name: string): string {
  return (name.match(/\d+/g) ?? []).join(' ');
}
