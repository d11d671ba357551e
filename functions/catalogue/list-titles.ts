import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { TitleList } from '../../shared/search/answers.js';
import { listTitles } from '../../shared/search/listing.js';
import type { Order } from '../../shared/search/title-index.js';
import { filterOf, TitleParameters } from '../../shared/search/title-parameters.js';
import type { TitleType } from '../../shared/title/title.js';
import { byViews } from '../../shared/trending/viewed-titles.js';

/** The catalogue as a whole: everything of a kind, whether or not it can be watched anywhere now. */
function listing(summary: string, description: string, order: Order, types: readonly TitleType[]) {
  return endpoint({
    summary,
    description,
    query: TitleParameters.omit({ type: true }),
    answer: TitleList,
    problems: ['invalid-cursor', 'not-authenticated'],
    handle: async ({ query, ceiling, viewer }, { titleIndex }: Uses<'titleIndex'>) => {
      const filter = { ...filterOf(query, { ceiling, viewer }), types };
      return listTitles(titleIndex, { ...query, order, filter });
    },
  });
}

export const listMovies = listing(
  'The catalogue of films',
  'Every film, newest release first, whether or not it can be watched anywhere now. ' +
    '`/discover/movies` has the popular ones that can be watched.',
  'new',
  ['movie'],
);

export const listTv = listing(
  'The catalogue of series',
  'Every series, newest first, whether or not it can be watched anywhere now. ' +
    '`/discover/tv` has the popular ones that can be watched.',
  'new',
  ['series'],
);

export const listTrending = endpoint({
  summary: 'Trending titles of the whole catalogue',
  description:
    'Every title by how often it was viewed lately (in `region`, where given; a view halves in three days) and by popularity ' +
    'that fades with the age of its release (half in 180 days). ' +
    'This is the bare ranking; `/recommendations/trending` picks from it what can be watched, varied and with reasons.',
  query: TitleParameters,
  answer: TitleList,
  problems: ['invalid-cursor', 'not-authenticated'],
  handle: async ({ query, ceiling, viewer }, ports: Uses<'titleIndex' | 'viewCounts'>) => {
    const ranking = await byViews('trending', query.region, ports);
    return listTitles(ranking, { ...query, order: 'trending', filter: filterOf(query, { ceiling, viewer }) });
  },
});
