import { z } from 'zod';
import { distinctCount } from '../../shared/analytics/distinct-count.js';
import { type DayCounts, dayOf, daysBetween, rate } from '../../shared/analytics/figures.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';

const DEFAULT_DAYS = 30;
const MOST_DAYS = 400;
const DAY_MS = 86_400_000;

const day = (description: string, example: string) =>
  z.iso
    .date({ message: 'must be a day like 2026-11-21' })
    .optional()
    .meta({ description: `${description} Days are those of UTC.`, example });

const Days = z.strictObject({
  from: day(`The first day; ${DEFAULT_DAYS} days in all where absent.`, '2026-11-01'),
  to: day('The last day; today where absent.', '2026-11-21'),
});

/** A figure for each of some days. */
function dailyFigure<Row extends z.ZodRawShape>(
  { summary, description, id }: { summary: string; description: string; id: string },
  row: Row,
  of: (counts: DayCounts) => Record<keyof Row & string, number | null>,
) {
  return endpoint({
    summary,
    description: `${description} Without those who have switched statistics off, and without children.`,
    query: Days,
    answer: z.object({ data: z.array(z.object({ day: z.iso.date(), ...row })) }).meta({ id }),
    handle: async ({ query }, { clock, figures }: Uses<'figures'>) => {
      const days = asked(query, clock.now());
      const counted = await figures.read(days);
      const data = counted.map((counts, i) => ({ day: days[i], ...of(counts) }));
      return { data: data as never };
    },
  });
}

function asked({ from, to }: z.output<typeof Days>, now: number): string[] {
  const last = to ?? dayOf(now);
  const first = from ?? dayOf(Date.parse(last) - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  if (days >= 1 && days <= MOST_DAYS) return daysBetween(first, last);
  throw new Problem('invalid-request', `Ask for 1 to ${MOST_DAYS} days, the first one first.`, {
    errors: [{ field: 'from', message: `must be at most ${MOST_DAYS - 1} days before to` }],
  });
}

const count = (description: string) => z.int().min(0).describe(description);
const share = (description: string) => z.number().min(0).max(1).nullable().describe(description);

export const searchSuccess = dailyFigure(
  {
    summary: 'Search success rate, by day',
    description: 'The share of searches whose results were shown from which somebody opened a title.',
    id: 'SearchSuccess',
  },
  {
    searches: count('Searches whose results were shown.'),
    successful: count('Of those, how many had a result that was opened.'),
    rate: share('Null on a day without searches.'),
  },
  ({ answers, answersOpened }) => ({
    searches: answers.search,
    successful: answersOpened.search,
    rate: rate(answersOpened.search, answers.search),
  }),
);

export const recommendationClickThrough = dailyFigure(
  {
    summary: 'Click-through rate of recommendations, by day',
    description: 'The share of recommended titles that were shown which somebody opened.',
    id: 'RecommendationClickThrough',
  },
  {
    lists: count('Lists of recommendations that were shown.'),
    shown: count('Titles in them.'),
    opened: count('Of those, how many were opened.'),
    rate: share('Null on a day without recommendations.'),
  },
  ({ answers, results, resultsOpened }) => ({
    lists: answers.recommendations,
    shown: results.recommendations,
    opened: resultsOpened.recommendations,
    rate: rate(resultsOpened.recommendations, results.recommendations),
  }),
);

export const dailyViewers = dailyFigure(
  {
    summary: 'Daily viewers',
    description:
      'Different accounts whose clients told of something that they looked at or searched for: an estimate within 2% two ' +
      'times out of three, from which nobody can be found.',
    id: 'DailyViewers',
  },
  { viewers: count('Different accounts.') },
  ({ viewers }) => ({ viewers: distinctCount(viewers) }),
);
