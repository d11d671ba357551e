import { LETTERS_AT_ONCE, redrive } from '../../shared/event/redrive.js';
import { job } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';

/** Messages that failed while something was down go back to their topics: a page that was accepted is not lost. */
export const redriveDeadLetters = job(
  async (slot, { deadLetters, events }: Uses<'deadLetters' | 'events'>) => {
    const due = await deadLetters.due(new Date(slot).toISOString(), LETTERS_AT_ONCE);
    await redrive(due, { deadLetters, events });
  },
);
