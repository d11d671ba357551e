import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import { limitOf } from '../../shared/function/parameters.js';
import { GraphAnswer, neighboursOf, ownSurroundings, surroundings } from '../../shared/graph/surroundings.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { shownUnder } from '../../shared/search/shown-under.js';
import { isShown } from '../../shared/title/shown.js';
import { TitleIdParameter } from '../../shared/title/title-id-parameter.js';

const DEFAULT_NEIGHBOURS = 10;
/** Under a ceiling, how many neighbours are considered for each that is shown. */
const BREADTH = 5;

export const getTitleGraph = endpoint({
  summary: 'The knowledge graph round a title',
  description:
    'The title, its people, genres, themes, moods, keywords and series of films, and the titles that are nearest over these, ' +
    'with weighted edges. `/recommendations/similar/{id}` ranks by the same edges and by more. Of a title that the graph ' +
    'does not hold (new for less than a minute, or not among the 300,000 most popular) only its own nodes.',
  params: TitleIdParameter,
  query: z.strictObject({ limit: limitOf(DEFAULT_NEIGHBOURS) }),
  answer: GraphAnswer,
  problems: ['title-not-found'],
  handle: async (
    { params, query, ceiling },
    { catalogueArtefact, titleIndex, titles }: Uses<'catalogueArtefact' | 'titleIndex' | 'titles'>,
  ) => {
    const [title, current] = await Promise.all([titles.get(params.id), catalogueArtefact.current()]);
    if (!isShown(title, ceiling))
      throw new Problem('title-not-found', 'Search for it, or look it up by an external id.');
    const artefact = current?.artefact;
    const number = artefact?.titles.numberOf(title.id);
    if (!artefact || number === undefined) return ownSurroundings(title);
    const limit = query.limit ?? DEFAULT_NEIGHBOURS;
    if (ceiling === undefined) return surroundings(number, artefact, neighboursOf(number, artefact, limit));
    const near = neighboursOf(number, artefact, limit * BREADTH);
    const shown = await shownUnder(ceiling, near, artefact, titleIndex);
    return surroundings(number, artefact, shown.slice(0, limit));
  },
});
