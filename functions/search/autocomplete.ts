import { z } from 'zod';
import { platforms } from '../../shared/availability/platforms.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { limitOf } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { Pagination } from '../../shared/search/answers.js';
import { QueryText } from '../../shared/search/title-parameters.js';
import type { NamedTitle } from '../../shared/suggest/title-names.js';
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

type Suggestion = z.infer<typeof Suggestion>;

const MOST_OF_A_KIND = 3;
const genreNames = named(
  'genre',
  genres.map(({ slug, name }) => ({ id: slug, name })),
);
const platformNames = named('platform', platforms);

const Typed = QueryText.meta({ description: 'What was typed so far.', example: 'incep' });

export const autocomplete = endpoint({
  summary: 'Suggestions while typing',
  description:
    'Genres and platforms that begin with what was typed, then titles in which a word begins with each of the words ' +
    'typed, most popular first. A title that was renamed or deleted may be suggested for a minute more.',
  query: z.strictObject({ q: Typed, limit: limitOf(DEFAULT_SUGGESTIONS) }),
  answer: z.object({ data: z.array(Suggestion), pagination: Pagination }).meta({ id: 'Suggestions' }),
  handle: async ({ query }, ports: Uses<'suggestions' | 'titleIndex'>) => {
    const limit = query.limit ?? DEFAULT_SUGGESTIONS;
    const typed = normaliseText(query.q);
    if (typed === '') return answerOf([], limit);
    const kinds = [genreNames, platformNames].flatMap((names) =>
      names.filter(({ name }) => name.startsWith(typed)).slice(0, MOST_OF_A_KIND),
    );
    const titles = await suggestedTitles(query.q, limit, ports);
    return answerOf([...kinds.map(({ suggestion }) => suggestion), ...titles.map(titleSuggestion)], limit);
  },
});

function answerOf(suggestions: readonly Suggestion[], limit: number) {
  return {
    data: suggestions.slice(0, limit),
    pagination: { limit, has_more: false, next_cursor: null },
  };
}

function titleSuggestion({ id, title, year, type }: NamedTitle): Suggestion {
  return { kind: 'title', text: title, id, year, type };
}

/** From the names held; the index knows more only where these are too few and not the whole catalogue as it is now. */
async function suggestedTitles(
  typed: string,
  limit: number,
  { suggestions, titleIndex }: Uses<'suggestions' | 'titleIndex'>,
): Promise<NamedTitle[]> {
  const held = await suggestions.current();
  const titles = held?.names.beginningWith(typed, limit) ?? [];
  const isAll = held?.isCurrent && held.names.about.complete;
  return titles.length === limit || isAll ? titles : titleIndex.suggest(typed, {}, limit);
}

function named(kind: 'genre' | 'platform', things: readonly { id: string; name: string }[]) {
  return things.map(({ id, name }) => ({
    name: normaliseText(name),
    suggestion: { kind, text: name, id, year: null, type: null } satisfies Suggestion,
  }));
}
