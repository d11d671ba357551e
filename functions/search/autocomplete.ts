import { z } from 'zod';
import { platforms } from '../../shared/availability/platforms.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { limitOf } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { Pagination } from '../../shared/search/answers.js';
import { QueryText } from '../../shared/search/title-parameters.js';
import { normaliseText } from '../../shared/text.js';
import { genres } from '../../shared/title/genres.js';

const DEFAULT_SUGGESTIONS = 10;

const Suggestion = z.object({
  kind: z.enum(['title', 'genre', 'platform']),
  text: z.string(),
  /** Of the title, the genre or the platform. */
  id: z.string(),
  year: z.int().nullable(),
  type: z.string().nullable().describe('Of a title: its type.'),
});

const Typed = QueryText.meta({ description: 'What was typed so far.', example: 'incep' });

export const autocomplete = endpoint({
  summary: 'Suggestions while typing',
  description:
    'Titles, genres and platforms in which a word starts with what was typed, most popular titles first.',
  query: z.strictObject({ q: Typed, limit: limitOf(DEFAULT_SUGGESTIONS) }),
  answer: z.object({ data: z.array(Suggestion), pagination: Pagination }).meta({ id: 'Suggestions' }),
  handle: async ({ query }, { titleIndex }: Uses<'titleIndex'>) => {
    const limit = query.limit ?? DEFAULT_SUGGESTIONS;
    const typed = normaliseText(query.q);
    const titles = typed === '' ? [] : await titleIndex.suggest(query.q, {}, limit);
    const data = [
      ...named('genre', genres, typed, ({ slug }) => slug),
      ...named('platform', platforms, typed, ({ id }) => id),
      ...titles.map(({ id, title, year, type }) => ({ kind: 'title' as const, text: title, id, year, type })),
    ].slice(0, limit);
    return { data, pagination: { limit, has_more: false, next_cursor: null } };
  },
});

function named<Thing extends { name: string }>(
  kind: 'genre' | 'platform',
  things: readonly Thing[],
  typed: string,
  idOf: (thing: Thing) => string,
) {
  if (typed === '') return [];
  return things
    .filter(({ name }) => normaliseText(name).startsWith(typed))
    .slice(0, 3)
    .map((thing) => ({ kind, text: thing.name, id: idOf(thing), year: null, type: null }));
}
