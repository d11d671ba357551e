import { z } from 'zod';
import { openFile, readLines } from '../ingest/read-lines.js';

/** One line of a file of ratings. */
export interface RatingEvent {
  user: string;
  item: string;
  rating: number;
  /** Seconds since the epoch. */
  at: number;
}

const Row = z.tuple([
  z.string().min(1),
  z.string().min(1),
  z.coerce.number().min(0).max(10),
  z.coerce.number().min(0),
]);

/**
 * Rows of `user,item,rating,timestamp`, in order of time; those of one second keep the file's order. A first row that
 * names its columns is left out.
 * @throws naming the first row that is none
 */
export async function readEvents(file: string): Promise<RatingEvent[]> {
  const events: RatingEvent[] = [];
  for await (const { number, text } of readLines(openFile(file))) {
    const line = (text ?? '').trim();
    if (line === '') continue;
    const fields = line.split(',').map((field) => field.trim());
    const row = Row.safeParse(fields.slice(0, 4));
    if (row.success && fields[2] !== '' && fields[3] !== '') {
      const [user, item, rating, at] = row.data;
      events.push({ user, item, rating, at });
    } else if (number > 1) {
      throw new Error(`Line ${number} of ${file} is not user,item,rating,timestamp: ${line.slice(0, 80)}`);
    }
  }
  return events.sort((a, b) => a.at - b.at);
}
