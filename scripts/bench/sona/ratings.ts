import { join } from 'node:path';
import type { Interaction } from '../../../shared/sona/interaction.js';
import { Numbering } from '../../../shared/sona/numbering.js';
import { readEvents } from '../../sona/read-events.js';
import { type BenchmarkContext, Skipped } from '../benchmark.js';

/** Ratings of the public data set in order of time, everything numbered. */
export async function ratingsOf({
  data,
}: BenchmarkContext): Promise<{ events: Interaction[]; titles: Numbering }> {
  if (data === undefined) throw new Skipped('BENCH_DATA is unset: name the folder that holds the ratings.');
  const titles = new Numbering();
  const viewers = new Numbering();
  const events = await readEvents(join(data, 'ratings-ml-latest-small', 'ratings.csv'));
  return {
    events: events.map(({ user, item, rating, at }) => ({
      viewer: viewers.numberOf(user),
      title: titles.numberOf(item),
      rating,
      at,
    })),
    titles,
  };
}
