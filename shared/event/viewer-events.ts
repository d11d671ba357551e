import { z } from 'zod';
import { Trace } from '../analytics/distinct-count.js';
import { shownIn } from '../analytics/figures.js';
import { TitleId } from '../title/title-id.js';
import { topic } from './topic.js';

const event = '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11';
const title = TitleId.parse('7d444840-9dc0-11d1-b245-5ffdce74fad2');
const search = '0192f3a1-7c1e-7d7a-9a0b-2f1f6f0f9c33';

/** An event of a viewer says nothing of who it was and nothing of what was typed. */
const ViewerEvent = z.object({
  id: z.uuid().describe('Made by whoever reports it, once: the same event reported again counts once.'),
});

const Search = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'must be the x-request-id of an answer')
  .describe('`x-request-id` of the answer that was shown.');

const List = z
  .enum(shownIn)
  .default('search')
  .describe('Whether it is an answer to a search or to a request for recommendations.');

export const TitleView = ViewerEvent.extend({
  title: TitleId,
  region: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .describe('Where, ISO 3166-1 alpha-2.'),
});

/** People looked at titles: their pages were shown, not only a line of a list. */
export const titleViewed = topic(
  'title-viewed',
  z.object({ at: z.iso.datetime(), views: z.array(TitleView).min(1) }),
  [{ at: '2026-11-21T18:00:00.000Z', views: [{ id: event, title, region: 'US' }] }],
);

export const SearchAnswered = ViewerEvent.extend({
  search: Search,
  list: List,
  results: z.int().min(0).max(100).describe('How many titles were shown.'),
});

/** Searches were answered, and the results shown. */
export const searchAnswered = topic(
  'search-answered',
  z.object({ at: z.iso.datetime(), answers: z.array(SearchAnswered).min(1) }),
  [{ at: '2026-11-21T18:00:00.000Z', answers: [{ id: event, search, results: 20 }] }],
);

export const ResultOpened = ViewerEvent.extend({
  search: Search,
  list: List,
  title: TitleId,
  place: z.int().min(1).max(1_000).describe('Of the title in the results, from 1.'),
});

/** Somebody found among the results of a search what they opened then. */
export const resultOpened = topic(
  'result-opened',
  z.object({ at: z.iso.datetime(), opened: z.array(ResultOpened).min(1) }),
  [{ at: '2026-11-21T18:00:00.000Z', opened: [{ id: event, search, title, place: 1 }] }],
);

/** People used the service: who has signed in and lets itself be counted, in a form in which nobody can be found. */
export const viewersSeen = topic(
  'viewers-seen',
  z.object({ day: z.iso.date(), traces: z.array(Trace).min(1) }),
  [{ day: '2026-11-21', traces: [{ register: 1_234, rank: 3 }] }],
);
