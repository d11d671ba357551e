import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { SearchAnswer } from '../../shared/search/answers.js';
import { finishAnswer } from '../../shared/search/finish-answer.js';
import { listTitles } from '../../shared/search/listing.js';
import { browseQuery, searchByWords } from '../../shared/search/search.js';
import { matchedTerms } from '../../shared/search/terms.js';
import { filterOf, QueryText, TitleParameters } from '../../shared/search/title-parameters.js';

export const searchFaceted = endpoint({
  summary: 'Search by filters and words',
  description:
    'With `q`, titles that hold one of its words, best first, and facets that count just those. ' +
    'Without, every title that satisfies the filters, most popular first.',
  query: TitleParameters.extend({ q: QueryText.optional() }),
  answer: SearchAnswer,
  problems: ['invalid-cursor', 'cursor-expired', 'not-authenticated'],
  handle: async (
    { query, ceiling, viewer },
    ports: Uses<'catalogueArtefact' | 'catalogueFacets' | 'titleIndex' | 'frozenLists'>,
  ) => {
    const filter = filterOf(query, { ceiling, viewer });
    const { q } = query;
    if (q !== undefined) {
      const answer = await searchByWords({ ...query, q, filter }, ports);
      return finishAnswer(answer, { filter, shown: query, terms: matchedTerms(q) }, ports.titleIndex);
    }
    const [page, facets] = await Promise.all([
      listTitles(ports.titleIndex, { filter, order: 'popular', limit: query.limit, cursor: query.cursor }),
      ports.catalogueFacets.count(filter),
    ]);
    const data = page.data.map((title) => ({
      ...title,
      score: title.popularity_score,
      reasons: ['popular'],
    }));
    const answer = { data, pagination: page.pagination, query: browseQuery(filter), facets };
    return finishAnswer(answer, { filter, shown: query }, ports.titleIndex);
  },
});
