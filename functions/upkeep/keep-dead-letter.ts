import { DeadLetterAttributes, deadLetters as deadLetterTopic } from '../../shared/event/dead-letters.js';
import { subscriber } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';

/** Keeps a message that no attempt could handle, with its reason, for an operator to look at. */
export const keepDeadLetter = subscriber(
  deadLetterTopic,
  async (message, { deadLetters }: Uses<'deadLetters'>, { id, attributes, publishedAt }) => {
    await deadLetters.put({
      ...DeadLetterAttributes.parse(attributes),
      id,
      message: JSON.stringify(message) ?? '',
      received_at: new Date(publishedAt).toISOString(),
    });
  },
);
