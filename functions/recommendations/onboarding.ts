import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import { limitOf } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { informative, LOOKED_AT, renownIn } from '../../shared/recommendation/onboarding.js';
import { TitleList } from '../../shared/search/answers.js';
import { matches } from '../../shared/search/matches.js';
import { withOffersOf } from '../../shared/search/shown-offers.js';
import { filterOf, TitleParameters } from '../../shared/search/title-parameters.js';

const TITLES = 12;

const Parameters = z.strictObject({
  limit: limitOf(TITLES),
  region: TitleParameters.shape.region,
  genres: TitleParameters.shape.genres,
});

export const recommendOnboarding = endpoint({
  summary: 'Titles to begin with',
  description:
    'Films and series whose like or dislike says most about somebody of whom nothing is known: what most viewers chose (while ' +
    'they are few: what is popular), each unlike those before it. Show them to swipe, and tell each answer with ' +
    '`POST /api/v1/feedback`: `rated` 5 for a like, `not_for_me` for none. Three to five likes are enough for ' +
    'recommendations of one’s own.',
  query: Parameters,
  answer: TitleList,
  handle: async (
    { query, ceiling, viewer },
    {
      catalogueArtefact,
      recommendationBase,
      titleIndex,
    }: Uses<'catalogueArtefact' | 'recommendationBase' | 'titleIndex'>,
  ) => {
    const limit = query.limit ?? TITLES;
    const filter = { types: ['movie', 'series'] as const, ...filterOf(query, { ceiling, viewer }) };
    const [current, model] = await Promise.all([catalogueArtefact.current(), recommendationBase.current()]);
    const renown = renownIn(model.base);
    const [popular, chosen] = await Promise.all([
      titleIndex.list(filter, 'popular', LOOKED_AT),
      titleIndex.titles([...renown.keys()]),
    ]);
    const known = [...popular.map(({ title }) => title), ...chosen.filter((title) => matches(title, filter))];
    const titles = new Map(known.map((title) => [title.id, title]));
    const ids = current
      ? informative(new Set(titles.keys()), current.artefact, limit, renown)
      : [...titles.keys()].slice(0, limit);
    const found = ids.map((id) => titles.get(id)).filter((title) => title !== undefined);
    const data = found.map((title) => withOffersOf(title, query));
    return { data, pagination: { limit, has_more: false, next_cursor: null } };
  },
});
