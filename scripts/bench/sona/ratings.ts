import { join } from 'node:path';
import type { Interaction } from '../../../shared/sona/interaction.js';
import { Numbering } from '../../../shared/sona/numbering.js';
import { openFile, readLines } from '../../ingest/read-lines.js';
import { readEvents } from '../../sona/read-events.js';
import { type BenchmarkContext, Skipped } from '../benchmark.js';

export interface Ratings {
  events: Interaction[];
  titles: Numbering;
  /** By title. */
  genres: ReadonlyMap<number, readonly string[]>;
}

/** Ratings of the public data set in order of time, everything numbered. */
export async function ratingsOf({ data, say }: BenchmarkContext): Promise<Ratings> {
  if (data === undefined) throw new Skipped('BENCH_DATA is unset: name the folder that holds the ratings.');
  const titles = new Numbering();
  const viewers = new Numbering();
  const events = await readEvents(join(data, 'ratings-ml-latest-small', 'ratings.csv'), say);
  return {
    events: events.map(({ user, item, rating, at }) => ({
      viewer: viewers.numberOf(user),
      title: titles.numberOf(item),
      rating,
      at,
    })),
    titles,
    genres: await genresOf(join(data, 'ratings-ml-latest-small', 'movies.csv'), titles),
  };
}

/** The last column of `movieId,title,genres`; the first has no commas. */
async function genresOf(file: string, titles: Numbering): Promise<Map<number, string[]>> {
  const genres = new Map<number, string[]>();
  for await (const { text } of readLines(openFile(file))) {
    const line = (text ?? '').trim();
    const title = titles.find(line.slice(0, line.indexOf(',')));
    if (title !== undefined) genres.set(title, line.slice(line.lastIndexOf(',') + 1).split('|'));
  }
  return genres;
}
