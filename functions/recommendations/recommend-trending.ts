import { endpoint } from '../../shared/function/endpoint.js';
import { DEFAULT_LIMIT } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { HitList } from '../../shared/search/answers.js';
import { withOffersOf } from '../../shared/search/shown-offers.js';
import { filterOf, TitleParameters } from '../../shared/search/title-parameters.js';
import { varied } from '../../shared/search/varied.js';
import { byViews } from '../../shared/trending/viewed-titles.js';

/** How many of the ranking are considered for each that is answered. */
const BREADTH = 5;

export const recommendTrending = endpoint({
  summary: 'Trending titles, picked for variety',
  description:
    'From the ranking of `/content/trending`: only titles that some platform offers, no episodes, one of each franchise, ' +
    'and no genre twice in a row while others are left. Each says why it is here. One page, no cursor.',
  query: TitleParameters.omit({ cursor: true }),
  answer: HitList,
  problems: ['not-authenticated'],
  handle: async ({ query, ceiling, viewer }, ports: Uses<'titleIndex' | 'viewCounts'>) => {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const ranking = await byViews('trending', query.region, ports);
    const filter = { ...filterOf(query, { ceiling, viewer }), available: true };
    const found = await ranking.list(filter, 'trending', limit * BREADTH);
    const titles = found.filter(({ title }) => title.type !== 'episode');
    const data = varied(
      titles.map(({ title }) => title),
      limit,
    ).map((title, place) => ({
      ...withOffersOf(title, query),
      score: 1 - place / limit,
      reasons: ['trending', ...title.genres.slice(0, 1).map((genre) => `genre: ${genre}`)],
    }));
    return { data, pagination: { limit, has_more: false, next_cursor: null } };
  },
});
