import { endpoint } from '../../shared/function/endpoint.js';
import { DEFAULT_LIMIT } from '../../shared/function/parameters.js';
import { similarTitles } from '../../shared/graph/similar-titles.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { HitList } from '../../shared/search/answers.js';
import { withOffersOf } from '../../shared/search/shown-offers.js';
import { filterOf, TitleParameters } from '../../shared/search/title-parameters.js';
import { isShown } from '../../shared/title/shown.js';
import { titleTypes } from '../../shared/title/title.js';
import { TitleIdParameter } from '../../shared/title/title-id-parameter.js';

const allButEpisodes = titleTypes.filter((type) => type !== 'episode');

export const recommendSimilar = endpoint({
  summary: 'Titles like one',
  description:
    'What shares people, themes, moods, keywords, genres or a series of films with the title, the rarer the better, and what ' +
    'is described alike; well-known titles of its time first. Each says what it shares. No episodes unless `type` asks for ' +
    'them. One page, no cursor. The id of a title that was merged into another stands for the other.',
  params: TitleIdParameter,
  query: TitleParameters.omit({ cursor: true }),
  answer: HitList,
  problems: ['title-not-found', 'not-authenticated'],
  handle: async (
    { params, query, ceiling, viewer },
    { catalogueArtefact, titleIndex, titles }: Uses<'catalogueArtefact' | 'titleIndex' | 'titles'>,
  ) => {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const filter = { types: allButEpisodes, ...filterOf(query, { ceiling, viewer }) };
    const [title, current] = await Promise.all([titles.get(params.id), catalogueArtefact.current()]);
    if (!isShown(title, ceiling))
      throw new Problem('title-not-found', 'Search for it, or look it up by an external id.');
    const hits = await similarTitles({ title, filter, limit }, current?.artefact, titleIndex);
    return {
      data: hits.map((hit) => withOffersOf(hit, query)),
      pagination: { limit, has_more: false, next_cursor: null },
    };
  },
});
