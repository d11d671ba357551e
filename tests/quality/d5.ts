import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { SourceRecord } from '../../shared/ingestion/source-record.js';
import { record } from '../support/records.js';
import type { Pair } from './scores.js';

/** Records of IMDb and TMDb, numbered by row, without the ids of the two; and which of them are truly one. */
export interface D5 {
  imdb: SourceRecord[];
  tmdb: SourceRecord[];
  /** The ids of IMDb's and TMDb's record. Of people too, who are no records here: the catalogue holds titles. */
  truth: Pair[];
  /** The part of the truth of which both sides are titles. */
  titlePairs: Pair[];
}

type Row = Record<string, string>;

/**
 * Reads the data set D5 (films, series, episodes and people of IMDb and TMDb, with the true matches).
 * Three files whose fields are parted by `|`; the columns are URIs, of which the last part is used.
 * @param folder holds imdb.csv, tmdb.csv and gt.csv
 */
export function readD5(folder: string): D5 {
  const imdb = rows(folder, 'imdb.csv').flatMap((row) => titleRecord('imdb', row));
  const tmdb = rows(folder, 'tmdb.csv').flatMap((row) => titleRecord('tmdb', row));
  const truth = rows(folder, 'gt.csv').map((row): Pair => [row['D1'] ?? '', row['D2'] ?? '']);
  const titles = [imdb, tmdb].map((records) => new Set(records.map(({ id }) => id)));
  const titlePairs = truth.filter(([one, other]) => titles[0]?.has(one) && titles[1]?.has(other));
  return { imdb, tmdb, truth, titlePairs };
}

function rows(folder: string, file: string): Row[] {
  return parse(readFileSync(join(folder, file)), {
    delimiter: '|',
    quote: null,
    columns: (header: string[]) => header.map((uri) => uri.slice(uri.lastIndexOf('/') + 1)),
  });
}

/** None for a person or a company: they have a name and no title. */
function titleRecord(provider: string, row: Row): SourceRecord[] {
  if (!row['title']?.trim()) return [];
  const line = {
    id: row['id'],
    type: typeOf(row),
    title: row['title'],
    year: number((row['startYear'] || row['release_year'])?.slice(0, 4)),
    // TMDb lists every length that episodes of a series have had; the first is the usual one.
    runtime: number((row['runtimeMinutes'] || row['runtime'])?.split(',')[0]),
    season: number(row['seasonNumber']),
    number: number(row['episodeNumber']),
  };
  return [record(provider, line)];
}

/** The files do not say what a row is. A series of IMDb that has no end yet looks like a film. */
function typeOf(row: Row): SourceRecord['facts']['type'] {
  if (row['episodeNumber']) return 'episode';
  return row['endYear'] || row['numberOfSeasons'] ? 'series' : 'movie';
}

function number(text: string | undefined): number | undefined {
  return text?.trim() ? Number(text) : undefined;
}
