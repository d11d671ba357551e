import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { TitleList } from '../../shared/search/answers.js';
import { listTitles } from '../../shared/search/listing.js';
import { filterOf, TitleParameters } from '../../shared/search/title-parameters.js';
import type { TitleType } from '../../shared/title/title.js';

/** What somebody could watch tonight: popular first, and only what some platform offers. */
function discovery(summary: string, description: string, types?: readonly TitleType[]) {
  return endpoint({
    summary,
    description,
    query: types ? TitleParameters.omit({ type: true }) : TitleParameters,
    answer: TitleList,
    problems: ['invalid-cursor', 'not-authenticated'],
    handle: async ({ query }, { titleIndex }: Uses<'titleIndex'>) => {
      const filter = { ...filterOf(query), available: true };
      return listTitles(titleIndex, {
        ...query,
        order: 'popular',
        filter: types ? { ...filter, types } : filter,
      });
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

export const discoverPopular = discovery(
  'Popular titles to watch',
  'Titles of every type that some platform offers, most popular of all time first; `/content/trending` prefers new ones.',
);
