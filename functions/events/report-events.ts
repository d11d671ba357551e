import { z } from 'zod';
import { countryByCode } from '../../shared/availability/countries.js';
import {
  ResultOpened,
  resultOpened,
  SearchAnswered,
  searchAnswered,
  TitleView,
  titleViewed,
} from '../../shared/event/viewer-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';

/** Of each kind: what a client gathers in a minute or two. */
const MOST_EVENTS = 50;

const View = TitleView.extend({
  region: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be two letters, ISO 3166-1 alpha-2')
    .transform((code) => code.toUpperCase())
    .refine((code) => countryByCode(code) !== undefined, 'is not a country that we serve')
    .optional()
    .meta({ description: 'Where, ISO 3166-1 alpha-2.', example: 'US' }),
});

/** What the example of a message holds, so that the document and the topic show the same. */
function examplesOf<Field extends string>(
  { examples }: { examples: readonly { [name in Field]: unknown }[] },
  field: Field,
): unknown {
  return examples[0]?.[field];
}

export const reportEvents = endpoint({
  summary: 'Tell what was looked at and found',
  description:
    'Clients gather what their viewers did and tell it together, once a minute or when they close: titles whose page was ' +
    'shown (`views`, which make a title trend), searches whose results were shown (`answers`) and results that were opened ' +
    '(`opened`). Nothing here says who it was or what was typed. Each event has an id of its own, so that a report that is ' +
    'sent again counts once.',
  body: z.strictObject({
    views: z
      .array(View)
      .max(MOST_EVENTS)
      .default([])
      .meta({ description: 'Titles whose page was shown.', example: examplesOf(titleViewed, 'views') }),
    answers: z
      .array(SearchAnswered)
      .max(MOST_EVENTS)
      .default([])
      .meta({
        description: 'Searches whose results were shown.',
        example: examplesOf(searchAnswered, 'answers'),
      }),
    opened: z
      .array(ResultOpened)
      .max(MOST_EVENTS)
      .default([])
      .meta({ description: 'Results that were opened.', example: examplesOf(resultOpened, 'opened') }),
  }),
  status: 202,
  answer: z.object({ accepted: z.int().describe('How many events are kept now.') }),
  handle: async ({ body: { views, answers, opened } }, { clock, events }: Uses<'events'>) => {
    const at = new Date(clock.now()).toISOString();
    await Promise.all([
      views.length > 0 &&
        events.publish(titleViewed, {
          at,
          views: views.map((view) => ({ ...view, region: view.region ?? null })),
        }),
      answers.length > 0 && events.publish(searchAnswered, { at, answers }),
      opened.length > 0 && events.publish(resultOpened, { at, opened }),
    ]);
    return { accepted: views.length + answers.length + opened.length };
  },
});
