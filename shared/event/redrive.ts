import type { DeadLetter, DeadLetterStore } from './dead-letters.js';
import type { Events } from './topic.js';
import { topics } from './topics.js';

/** Of one call; the rest follows with the next. */
export const LETTERS_AT_ONCE = 500;

/**
 * Puts letters back on their topics and takes them out of the dead letters; how many. One that no topic can take stays
 * for the operator. A repeat after a crash publishes twice, which subscribers bear.
 */
export async function redrive(
  letters: readonly DeadLetter[],
  { deadLetters, events }: { deadLetters: DeadLetterStore; events: Events },
): Promise<number> {
  let count = 0;
  for (const letter of letters) {
    const topic = topics.find(({ name }) => name === letter.topic);
    const message = topic?.schema.safeParse(contentOf(letter.message));
    if (topic && message?.success) {
      await events.publish(topic, message.data, { redrives: String(letter.redrives + 1) });
      await deadLetters.remove(letter.id);
      count += 1;
    } else if (!letter.poison) {
      await deadLetters.put({ ...letter, poison: true, redrive_at: null });
    }
  }
  return count;
}

function contentOf(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
