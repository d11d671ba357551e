import { may } from '../../shared/account/roles.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { DEFAULT_LIMIT } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { answered, RecommendationList } from '../../shared/recommendation/answers.js';
import { ForYouParameters } from '../../shared/recommendation/parameters.js';
import { recommend } from '../../shared/recommendation/recommend.js';
import { type PersonalPorts, rememberShown, wishOf } from '../../shared/recommendation/wishes.js';

export type ForYouPorts = Uses<'catalogueArtefact' | 'recommendationBase' | 'titleIndex' | 'viewCounts'> &
  PersonalPorts;

export const recommendForYou = endpoint({
  summary: 'Titles for me',
  description:
    'By what the profile watched, rated and refused, by its preferences and, for premium accounts, by its own adapter and by ' +
    'the situation (`time`, `device`, `mood`, `company`, `minutes`). Nothing that was watched, unless `seen` asks for it, and ' +
    'nothing that was refused. Varied, with a bounded share of new titles. Whoever is not signed in, has switched ' +
    'personalisation off, or whose token may not read recommendations gets a list that is nobody’s own. `made_from` says what ' +
    'counted. One page, no cursor; `refresh` shows others than the time before.',
  query: ForYouParameters,
  answer: RecommendationList,
  problems: ['not-authenticated'],
  handle: async ({ query, caller, ceiling, viewer }, ports: ForYouPorts) => {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const [model, current] = await Promise.all([
      ports.recommendationBase.current(),
      ports.catalogueArtefact.current(),
    ]);
    const asking = {
      query,
      viewer,
      ceiling,
      limit,
      isPersonal: may(caller, 'recommendations:read'),
      isFull: may(caller, 'recommendations:full'),
    };
    const { wish, madeFrom, owner } = await wishOf(asking, model, ports);
    const list = await recommend(wish, { model, artefact: current?.artefact }, ports);
    if (owner)
      await rememberShown(
        owner,
        list.map(({ title }) => title.id),
        ports,
      );
    return {
      data: list.map((one) => answered(one, current?.artefact, query)),
      pagination: { limit, has_more: false, next_cursor: null },
      made_from: madeFrom,
    };
  },
});
