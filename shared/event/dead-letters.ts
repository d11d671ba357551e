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
});

/** A dead letter as it is kept for the operator. */
export interface DeadLetter extends z.output<typeof DeadLetterAttributes> {
  id: string;
  message: string;
  received_at: string;
}

export interface DeadLetterStore {
  put(letter: DeadLetter): Promise<void>;
}
