import { z } from 'zod';
import { topic } from './topic.js';

/** Where messages go that no attempt could handle. The body is the original's; attributes say why and whence. */
export const deadLetters = topic('dead-letters', z.unknown(), [{ run: 'broken' }]);

/** Attributes of a dead letter. */
export const DeadLetterAttributes = z.object({
  reason: z.string().default('The function did not say.'),
  topic: z.string().default('unknown'),
  function: z.string().default('unknown'),
  attempts: z.coerce.number().default(0),
  redrives: z.coerce.number().default(0).describe('How often it was put back on its topic before.'),
  poison: z.stringbool().default(false).describe('Whether no further attempt can help.'),
});

/** A dead letter as it is kept for the operator. */
export const DeadLetter = DeadLetterAttributes.extend({
  id: z.string(),
  message: z.string().describe('The JSON of the message.'),
  received_at: z.iso.datetime(),
  redrive_at: z.iso
    .datetime()
    .nullable()
    .describe('From when on it is put back on its topic by itself; null where an operator must decide.'),
  poison: z.boolean(),
}).meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

export interface DeadLetterStore {
  put(letter: DeadLetter): Promise<void>;
  list(limit: number): Promise<DeadLetter[]>;
  /** Those that are to be put back by then (ISO 8601), the longest waiting first. */
  due(by: string, limit: number): Promise<DeadLetter[]>;
  /** Those that wait for an operator. */
  givenUp(limit: number): Promise<DeadLetter[]>;
  remove(id: string): Promise<void>;
}

/** Five attempts last half a minute; an outage may last hours: these are tried over half a day. */
const FIRST_PAUSE_MS = 5 * 60_000;
const LONGEST_PAUSE_MS = 4 * 3_600_000;
export const MAX_REDRIVES = 8;

/** When a letter goes back to its topic by itself: never where it is poison, or was put back often enough. */
export function redriveAt(
  { poison, redrives }: Pick<DeadLetter, 'poison' | 'redrives'>,
  receivedAt: number,
): string | null {
  if (poison || redrives >= MAX_REDRIVES) return null;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** redrives);
  return new Date(receivedAt + pause).toISOString();
}
