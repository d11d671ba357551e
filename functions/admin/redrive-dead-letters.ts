import { z } from 'zod';
import { recordAction } from '../../shared/audit/record-action.js';
import { LETTERS_AT_ONCE, redrive } from '../../shared/event/redrive.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';

/** Later than every letter is due. */
const ANY_TIME = '9999-12-31T00:00:00.000Z';

export const redriveDeadLettersNow = endpoint({
  summary: 'Put dead letters back on their topics now',
  description:
    'Those that would be put back later by themselves. With `given_up: true` those that were put back too often, after ' +
    'what broke them was mended; what no attempt can help stays. At most 500 in one call.',
  body: z.strictObject({
    given_up: z
      .boolean()
      .default(false)
      .meta({ description: 'Also those that were put back too often.', example: true }),
  }),
  answer: z
    .object({ redriven: z.int().meta({ description: 'How many were put back.', example: 3 }) })
    .meta({ id: 'Redriven' }),
  problems: ['not-authenticated', 'forbidden'],
  handle: async ({ body, caller }, ports: Uses<'deadLetters' | 'events'>) => {
    const { deadLetters, events } = ports;
    const waiting = await deadLetters.due(ANY_TIME, LETTERS_AT_ONCE);
    const others = body.given_up ? await deadLetters.givenUp(LETTERS_AT_ONCE - waiting.length) : [];
    const letters = [...waiting, ...others.filter(({ poison }) => !poison)];
    const redriven = await redrive(letters, { deadLetters, events });
    if (redriven > 0) await recordAction('redrive-dead-letters', caller, ports);
    return { redriven };
  },
});
