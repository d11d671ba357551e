import {
  DeadLetterAttributes,
  deadLetters as deadLetterTopic,
  redriveAt,
} from '../../shared/event/dead-letters.js';
import { PageReference } from '../../shared/event/ingestion-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';

/**
 * Keeps a message that no attempt could handle, with its reason: to be put back on its topic later, where that may
 * help, else for an operator to look at.
 */
export const keepDeadLetter = subscriber(
  deadLetterTopic,
  async (message, { deadLetters, runs }: Uses<'deadLetters' | 'runs'>, { id, attributes, publishedAt }) => {
    const why = DeadLetterAttributes.parse(attributes);
    await deadLetters.put({
      ...why,
      redrive_at: redriveAt(why, publishedAt),
      id,
      message: JSON.stringify(message) ?? '',
      received_at: new Date(publishedAt).toISOString(),
    });
    const { data: page } = PageReference.safeParse(message);
    if (page && (await runs.record(page.run))) {
      const trouble = `${why.function} gave up after ${why.attempts} attempts: ${why.reason}`;
      await runs.progress(page.run, page.page, { trouble, given_up: true });
    }
  },
);
