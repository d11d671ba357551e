import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import { asParameters } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { SearchAnswer } from '../../shared/search/answers.js';
import { finishAnswer } from '../../shared/search/finish-answer.js';
import { searchByMeaning } from '../../shared/search/search.js';
import {
  type Asking,
  filterOf,
  MAX_QUERY_LENGTH,
  QueryText,
  TitleParameters,
} from '../../shared/search/title-parameters.js';

const description =
  'Finds titles by meaning and by words together: a name, a person, a plot half remembered. ' +
  'Answers the best first; `facets` count every title that satisfies the filters.';

type SearchUses = Uses<
  'catalogueArtefact' | 'catalogueFacets' | 'titleIndex' | 'embedder' | 'frozenLists' | 'queryReader'
>;

const SearchParameters = TitleParameters.extend({ q: QueryText });

export const searchTitles = endpoint({
  summary: 'Search in plain words',
  description,
  query: SearchParameters,
  answer: SearchAnswer,
  problems: ['invalid-cursor', 'cursor-expired', 'not-authenticated'],
  handle: async ({ query, ceiling, viewer }, ports: SearchUses) =>
    answered(query, { ceiling, viewer }, ports),
});

/** Numbers and lists as JSON has them; otherwise the query parameters. */
const SearchBody = z
  .preprocess((body) => asParameters(body, (name) => (name === 'query' ? 'q' : name)), SearchParameters)
  .meta({ override: alsoByQuery });

export const searchTitlesByPost = endpoint({
  summary: 'Search in plain words, with a body instead of query parameters',
  description: `${description} Lists may be JSON arrays, and \`query\` may stand for \`q\`.`,
  body: SearchBody,
  answer: SearchAnswer,
  problems: ['invalid-cursor', 'cursor-expired', 'not-authenticated'],
  handle: async ({ body, ceiling, viewer }, ports: SearchUses) => answered(body, { ceiling, viewer }, ports),
});

async function answered(
  query: z.output<typeof SearchParameters>,
  asking: Asking,
  ports: SearchUses,
): Promise<SearchAnswer> {
  const filter = filterOf(query, asking);
  const answer = await searchByMeaning({ ...query, filter }, ports);
  return finishAnswer(answer, { filter, shown: query }, ports.titleIndex);
}

/** In the document, `query` stands beside `q`, and one of the two is there. */
function alsoByQuery({ jsonSchema }: { jsonSchema: { properties?: object; required?: unknown } }): void {
  const query = {
    type: 'string',
    maxLength: MAX_QUERY_LENGTH,
    pattern: '\\S',
    description: 'Another name of `q`.',
    example: 'a heist inside dreams',
  };
  Object.assign(jsonSchema, {
    properties: { ...jsonSchema.properties, query },
    anyOf: [{ required: ['q'] }, { required: ['query'] }],
  });
  delete jsonSchema.required;
}
