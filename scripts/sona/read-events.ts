import { parse } from 'csv-parse/sync';
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

const number = z.string().min(1).transform(Number).pipe(z.number().min(0));
const Row = z.tuple([z.string().min(1), z.string().min(1), number.pipe(z.number().max(10)), number]);

/** Lines left out that are told one by one; of more only the number is. */
const TOLD = 5;

/**
 * Rows of `user,item,rating,timestamp`, in order of time; those of one second keep the file's order. Fields may be
 * quoted. A first row that names its columns is left out, and so are lines that are no such row.
 * @param complain is told which lines are left out
 * @throws when no line is such a row
 */
export async function readEvents(file: string, complain: (message: string) => void): Promise<RatingEvent[]> {
  const events: RatingEvent[] = [];
  let leftOut = 0;
  for await (const { number: place, text, fault } of readLines(openFile(file))) {
    if (text?.trim() === '') continue;
    const row = Row.safeParse(fieldsOf(text ?? ''));
    if (row.success) {
      const [user, item, rating, at] = row.data;
      events.push({ user, item, rating, at });
    } else if (place > 1 && ++leftOut <= TOLD) {
      const why = fault ?? `is not user,item,rating,timestamp: ${text?.slice(0, 80)}`;
      complain(`Line ${place} of ${file} ${why}`);
    }
  }
  if (leftOut > TOLD) complain(`${leftOut} lines of ${file} were left out.`);
  if (events.length === 0) throw new Error(`No line of ${file} is user,item,rating,timestamp.`);
  return events.sort((a, b) => a.at - b.at);
}

/** A line's first four fields; a whole parser is asked only where there are quotes, as it takes long over a million. */
function fieldsOf(line: string): string[] {
  const fields = line.includes('"') ? quotedFieldsOf(line) : line.split(',');
  return fields.slice(0, 4).map((field) => field.trim());
}

function quotedFieldsOf(line: string): string[] {
  try {
    const [fields]: string[][] = parse(line, { trim: true });
    return fields ?? [];
  } catch {
    return [];
  }
}
