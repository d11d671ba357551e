import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import { asParameters, DEFAULT_LIMIT } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { answered, RecommendationList } from '../../shared/recommendation/answers.js';
import { firstList } from '../../shared/recommendation/first-list.js';
import { ForYouParameters } from '../../shared/recommendation/parameters.js';
import { type Ready, type ReadyPorts, ready } from '../../shared/recommendation/ready.js';
import { keyOf } from '../../shared/recommendation/reasons.js';
import { recommend } from '../../shared/recommendation/recommend.js';
import { rememberShown } from '../../shared/recommendation/wishes.js';

type ForYouPorts = Uses<'titleIndex' | 'viewCounts'> & ReadyPorts;

export const recommendForYou = endpoint({
  summary: 'Titles for me',
  description:
    'By what the profile watched, rated and refused, by its preferences and, for premium accounts, by its own adapter and by ' +
    'the situation (`time`, `device`, `mood`, `company`). Nothing longer than `minutes`, nothing that was watched, unless `seen` ' +
    'asks for it, and nothing that was refused. Varied, with a bounded share of new titles. Whoever is not signed in, has switched ' +
    'personalisation off, or whose token may not read recommendations gets a list that is nobody’s own. `made_from` says what ' +
    'counted. One page, no cursor; `refresh` shows others than the time before. With `Accept: text/event-stream` the event ' +
    '`first` brings titles that are trending at once (as `data` does; none to who has switched that reason off), and `list` ' +
    'the whole answer.',
  query: ForYouParameters,
  answer: RecommendationList,
  problems: ['not-authenticated'],
  handle: async (request, ports: ForYouPorts) =>
    listFor(request.query, await ready(request, limitIn(request.query), ports), ports),
  async *stream(request, ports) {
    const { query } = request;
    const known = await ready(request, limitIn(query), ports);
    // Who wants nothing for its being trending waits for the list.
    if (!known.wish.taste.muted.includes(keyOf('trending'))) {
      const first = await firstList(known.wish, ports);
      yield { event: 'first', data: first.map((one) => answered(one, known.artefact, query)) };
    }
    yield { event: 'list', data: await listFor(query, known, ports) };
  },
});

/** As the query parameters, in JSON. */
export const recommendForYouByPost = endpoint({
  summary: 'Titles for me, with a body instead of query parameters',
  description: 'As `GET /api/v1/recommendations/for-you`. Lists may be JSON arrays.',
  body: z.preprocess((body) => asParameters(body), ForYouParameters),
  answer: RecommendationList,
  problems: ['not-authenticated'],
  handle: async ({ body, caller, ceiling, viewer }, ports: ForYouPorts) => {
    const known = await ready({ query: body, caller, ceiling, viewer }, limitIn(body), ports);
    return listFor(body, known, ports);
  },
});

function limitIn({ limit = DEFAULT_LIMIT }: ForYouParameters): number {
  return limit;
}

async function listFor(
  query: ForYouParameters,
  { wish, owner, madeFrom, ...learnt }: Ready,
  ports: ForYouPorts,
): Promise<RecommendationList> {
  const list = await recommend(wish, learnt, ports);
  const ids = list.map(({ title }) => title.id);
  if (owner) await rememberShown(owner, ids, ports);
  return {
    data: list.map((one) => answered(one, learnt.artefact, query)),
    pagination: { limit: wish.limit, has_more: false, next_cursor: null },
    made_from: madeFrom,
  };
}
