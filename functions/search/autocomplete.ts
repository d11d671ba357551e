import { z } from 'zod';
import type { CatalogueArtefact } from '../../shared/artefact/catalogue-artefact.js';
import { type Completion, complete } from '../../shared/artefact/complete.js';
import { platforms } from '../../shared/availability/platforms.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { limitOf } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { Pagination } from '../../shared/search/answers.js';
import { shownUnder } from '../../shared/search/shown-under.js';
import type { TitleIndex } from '../../shared/search/title-index.js';
import { QueryText } from '../../shared/search/title-parameters.js';
import { normaliseText } from '../../shared/text.js';
import type { Certification } from '../../shared/title/certifications.js';
import { genres } from '../../shared/title/genres.js';
import type { Title } from '../../shared/title/title.js';

const DEFAULT_SUGGESTIONS = 10;
/** Under a ceiling, how many names are considered for each that is suggested. */
const BREADTH = 5;

const Suggestion = z.object({
  kind: z.enum(['title', 'person', 'genre', 'platform']),
  text: z.string(),
  id: z.string().describe('Of the title, the genre or the platform; of a person: the name as a slug.'),
  year: z.int().nullable(),
  type: z.string().nullable().describe('Of a title: its type.'),
});

type Suggestion = z.infer<typeof Suggestion>;

const MOST_OF_A_KIND = 3;
const kinds = [
  ...named(
    'genre',
    genres.map(({ slug, name }) => ({ id: slug, name })),
  ),
  ...named('platform', platforms),
];

const Typed = QueryText.meta({ description: 'What was typed so far.', example: 'incep' });

export const autocomplete = endpoint({
  summary: 'Suggestions while typing',
  description:
    'First what has just the name that was typed; then genres and platforms that begin so, and titles and people in ' +
    'whose names a word begins with each of the words typed, most popular first; then names that begin so when their ' +
    'words are joined, and initials (`lotr`); last, from the fourth letter of a word on, names that begin so but for a ' +
    'letter, from the eighth on but for two. A title that was renamed or deleted may be suggested for a minute more.',
  query: z.strictObject({ q: Typed, limit: limitOf(DEFAULT_SUGGESTIONS) }),
  answer: z.object({ data: z.array(Suggestion), pagination: Pagination }).meta({ id: 'Suggestions' }),
  handle: async (
    { query, ceiling },
    { catalogueArtefact, titleIndex }: Uses<'catalogueArtefact' | 'titleIndex'>,
  ) => {
    const limit = query.limit ?? DEFAULT_SUGGESTIONS;
    const typed = normaliseText(query.q);
    if (typed === '') return answerOf([], limit);
    const held = await catalogueArtefact.current();
    const found = await completed(held?.artefact, query.q, limit, ceiling, titleIndex);
    // The index knows more only where these are too few and not the whole catalogue as it is now.
    const isAll = held?.isCurrent && held.artefact.about.complete;
    const isEnough = isAll || found.whole.length + found.begun.length >= limit;
    const indexed = isEnough
      ? []
      : (await titleIndex.suggest(query.q, { ceiling }, limit)).map(titleSuggestion);
    const data = [
      ...kinds.filter(({ name }) => name === typed).map(({ suggestion }) => suggestion),
      ...found.whole,
      ...beginningKinds(typed),
      ...found.begun,
      ...indexed,
      ...found.joined,
      ...found.near,
    ];
    return answerOf(distinct(data), limit);
  },
});

function answerOf(suggestions: readonly Suggestion[], limit: number) {
  return {
    data: suggestions.slice(0, limit),
    pagination: { limit, has_more: false, next_cursor: null },
  };
}

/** Each once, where it comes first. */
function distinct(suggestions: readonly Suggestion[]): Suggestion[] {
  return [...new Map(suggestions.map((one) => [`${one.kind} ${one.id}`, one])).values()];
}

async function completed(
  artefact: CatalogueArtefact | undefined,
  typed: string,
  limit: number,
  ceiling: Certification | undefined,
  titleIndex: Pick<TitleIndex, 'titles'>,
) {
  if (!artefact) return { whole: [], begun: [], joined: [], near: [] };
  const wanted = ceiling === undefined ? limit : limit * BREADTH;
  const { whole, begun, joined, near } = complete(artefact, typed, wanted);
  const numbers = [whole, begun, joined, near].flatMap((list) =>
    list.flatMap(({ kind, number }) => (kind === 'title' ? [number] : [])),
  );
  const allowed = ceiling && new Set(await shownUnder(ceiling, numbers, artefact, titleIndex));
  const shown = (completions: readonly Completion[]) =>
    completions
      .filter(({ kind, number }) => kind !== 'title' || !allowed || allowed.has(number))
      .map((completion) => suggestionOf(completion, artefact));
  return { whole: shown(whole), begun: shown(begun), joined: shown(joined), near: shown(near) };
}

function suggestionOf({ kind, number }: Completion, { titles, people }: CatalogueArtefact): Suggestion {
  if (kind === 'title') return titleSuggestion(titles.about(number));
  const text = people.name(number);
  return { kind, text, id: normaliseText(text).replaceAll(' ', '-'), year: null, type: null };
}

function titleSuggestion({
  id,
  title,
  year,
  type,
}: Pick<Title, 'id' | 'title' | 'year' | 'type'>): Suggestion {
  return { kind: 'title', text: title, id, year, type };
}

function beginningKinds(typed: string): Suggestion[] {
  const begun = kinds.filter(({ name }) => name.startsWith(typed)).map(({ suggestion }) => suggestion);
  return (['genre', 'platform'] as const).flatMap((kind) =>
    begun.filter((one) => one.kind === kind).slice(0, MOST_OF_A_KIND),
  );
}

function named(kind: 'genre' | 'platform', things: readonly { id: string; name: string }[]) {
  return things.map(({ id, name }) => ({
    name: normaliseText(name),
    suggestion: { kind, text: name, id, year: null, type: null } satisfies Suggestion,
  }));
}
