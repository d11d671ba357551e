import { z } from 'zod';
import { factsVector } from '../../shared/embedding/facts-vector.js';
import type { Knowledge } from '../../shared/sona/features.js';
import type { Numbering } from '../../shared/sona/numbering.js';
import { openFile, readLines } from '../ingest/read-lines.js';

const names = z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]));
const Line = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  year: z.number().nullish().catch(null),
  genres: names.catch([]),
  cast: names.catch([]),
  directors: names.catch([]),
  keywords: names.catch([]),
});

/** Of a long cast, those who draw viewers. */
const CAST = 8;

/**
 * What each title of a catalogue file is about, as unit vectors of its facts. Titles without events are numbered too;
 * lines that are not titles are left out.
 */
export async function contentFrom(file: string, titles: Numbering): Promise<Knowledge['contentOf']> {
  const vectors: (Float32Array | undefined)[] = [];
  for await (const { text } of readLines(openFile(file))) {
    const line = Line.safeParse(json(text ?? ''));
    if (!line.success) continue;
    const { id, year, genres, cast, directors, keywords } = line.data;
    const people = [...directors, ...cast.slice(0, CAST)];
    const decade = year ? Math.floor(year / 10) * 10 : null;
    vectors[titles.numberOf(id)] = factsVector({ people, genres, keywords, decade });
  }
  return (title) => vectors[title];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
