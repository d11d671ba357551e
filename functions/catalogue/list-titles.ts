import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { TitleList } from '../../shared/search/answers.js';
import { listTitles } from '../../shared/search/listing.js';
import type { Order } from '../../shared/search/title-index.js';
import { filterOf, TitleParameters } from '../../shared/search/title-parameters.js';
import type { TitleType } from '../../shared/title/title.js';

/** The catalogue as a whole: everything of a kind, whether or not it can be watched anywhere now. */
function listing(summary: string, description: string, order: Order, types?: readonly TitleType[]) {
  return endpoint({
    summary,
    description,
    query: types ? TitleParameters.omit({ type: true }) : TitleParameters,
    answer: TitleList,
    problems: ['invalid-cursor', 'not-authenticated'],
    handle: async ({ query }, { titleIndex }: Uses<'titleIndex'>) => {
      const filter = filterOf(query);
      return listTitles(titleIndex, { ...query, order, filter: types ? { ...filter, types } : filter });
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

export const listTrending = listing(
  'Trending titles of the whole catalogue',
  'Every title by popularity that fades with the age of its release (half in 180 days), because no viewing is counted yet. ' +
    'This is the bare ranking; `/recommendations/trending` picks from it what can be watched, varied and with reasons.',
  'trending',
);
