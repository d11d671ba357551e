import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { TitleList } from '../../shared/search/answers.js';
import { listTitles } from '../../shared/search/listing.js';
import { filterOf, TitleParameters } from '../../shared/search/title-parameters.js';
import type { TitleType } from '../../shared/title/title.js';
import { byViews } from '../../shared/trending/viewed-titles.js';

/** What somebody could watch tonight: popular first, and only what some platform offers. */
function discovery(summary: string, description: string, types: readonly TitleType[]) {
  return endpoint({
    summary,
    description,
    query: TitleParameters.omit({ type: true }),
    answer: TitleList,
    problems: ['invalid-cursor', 'not-authenticated'],
    handle: async ({ query, ceiling, viewer }, { titleIndex }: Uses<'titleIndex'>) => {
      const filter = { ...filterOf(query, { ceiling, viewer }), available: true, types };
      return listTitles(titleIndex, { ...query, order: 'popular', filter });
    },
  });
}

export const discoverMovies = discovery(
  'Films to watch',
  'Films that some platform offers (in `region`, where given), most popular first. `/content/movies` is the whole catalogue, newest first.',
  ['movie'],
);

export const discoverTv = discovery(
  'Series to watch',
  'Series that some platform offers (in `region`, where given), most popular first. `/content/tv` is the whole catalogue, newest first.',
  ['series'],
);

export const discoverPopular = endpoint({
  summary: 'Popular titles to watch',
  description:
    'Titles of every type that some platform offers, most popular of all time first, and what was viewed a lot in the last ' +
    'months (in `region`, where given) with them; `/content/trending` prefers new ones.',
  query: TitleParameters,
  answer: TitleList,
  problems: ['invalid-cursor', 'not-authenticated'],
  handle: async ({ query, ceiling, viewer }, ports: Uses<'titleIndex' | 'viewCounts'>) => {
    const ranking = await byViews('popular', query.region, ports);
    return listTitles(ranking, {
      ...query,
      order: 'popular',
      filter: { ...filterOf(query, { ceiling, viewer }), available: true },
    });
  },
});
