import { z } from 'zod';
import { traceOf } from '../../shared/analytics/distinct-count.js';
import { dayOf } from '../../shared/analytics/figures.js';
import { countryByCode } from '../../shared/availability/countries.js';
import {
  ResultOpened,
  resultOpened,
  SearchAnswered,
  searchAnswered,
  TitleView,
  titleViewed,
  viewersSeen,
} from '../../shared/event/viewer-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { allows, type Viewer } from '../../shared/viewer/viewer.js';

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

const Report = z.strictObject({
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
});

/** What may be counted: views are both statistics and history. */
function countable(report: z.output<typeof Report>, viewer: Viewer | 'unknown' | undefined) {
  if (!allows(viewer, 'analytics')) return { views: [], answers: [], opened: [] };
  return allows(viewer, 'history') ? report : { ...report, views: [] };
}

function isSeen(
  viewer: Viewer | 'unknown' | undefined,
  { views, answers, opened }: z.output<typeof Report>,
): viewer is Viewer {
  return typeof viewer === 'object' && views.length + answers.length + opened.length > 0;
}

export const reportEvents = endpoint({
  summary: 'Tell what was looked at and found',
  description:
    'Clients gather what their viewers did and tell it together, once a minute or when they close: titles whose page was ' +
    'shown (`views`, which make a title trend), searches whose results were shown (`answers`) and results that were opened ' +
    '(`opened`). Nothing here says who it was or what was typed; of viewers who have switched statistics off nothing is ' +
    'kept, and no views of those who have switched history off. Each event has an id of its own, so that a report that is ' +
    'sent again counts once.',
  body: Report,
  status: 202,
  answer: z.object({ accepted: z.int().describe('How many events are kept now.') }),
  handle: async ({ body, viewer }, { clock, events }: Uses<'events'>) => {
    const at = new Date(clock.now()).toISOString();
    const { views, answers, opened } = countable(body, viewer);
    await Promise.all([
      views.length > 0 &&
        events.publish(titleViewed, {
          at,
          views: views.map((view) => ({ ...view, region: view.region ?? null })),
        }),
      isSeen(viewer, { views, answers, opened }) &&
        events.publish(viewersSeen, {
          day: dayOf(clock.now()),
          traces: [traceOf(viewer.account, dayOf(clock.now()))],
        }),
      answers.length > 0 && events.publish(searchAnswered, { at, answers }),
      opened.length > 0 && events.publish(resultOpened, { at, opened }),
    ]);
    return { accepted: views.length + answers.length + opened.length };
  },
});
