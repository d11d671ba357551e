import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { factsOf, factsVector } from '../embedding/facts-vector.js';
import type { SearchHit } from '../search/answers.js';
import type { TitleFilter } from '../search/title-filter.js';
import type { Scored, TitleIndex } from '../search/title-index.js';
import type { Title } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';
import { reasonsInCommon } from './reasons.js';
import { graphLikeness, nearest, priorOf, weights } from './similarity.js';

/** Length of each list that is looked at: by the graph, by meaning and by facts. */
const CANDIDATES = 300;

interface Request {
  title: Title;
  filter: TitleFilter;
  limit: number;
}

/**
 * Titles like one, best first, in one round trip to the index and one for the answer: by what they share in the graph, by
 * the meaning of their texts, and by how well known and how far apart in time they are. Where the artefact does not hold one
 * of the two, the vectors of their facts stand for the graph.
 */
export async function similarTitles(
  { title, filter, limit }: Request,
  artefact: CatalogueArtefact | undefined,
  titleIndex: Pick<TitleIndex, 'search' | 'titles'>,
): Promise<SearchHit[]> {
  const number = artefact?.titles.numberOf(title.id);
  const graph = artefact && number !== undefined ? graphLikeness(number, artefact) : undefined;
  const close =
    artefact && graph && number !== undefined ? nearest(number, graph, artefact, CANDIDATES) : new Map();
  const facts = factsVector(factsOf(title));
  const others = { ...filter, not_ids: [title.id] };
  const found = await titleIndex.search({
    text: title.id,
    facts: facts.some((value) => value !== 0) ? facts : undefined,
    keywords: undefined,
    filter: others,
    limit: CANDIDATES,
    among: artefact && [{ ids: [...close.keys()].map((other) => artefact.titles.id(other)), filter: others }],
  });

  const meaning = cosines(found.text);
  const likeFacts = cosines(found.facts);
  const scoreOf = (id: TitleId): number => {
    const other = artefact?.titles.numberOf(id);
    const shared = graph && other !== undefined ? graph[other] : undefined;
    const prior = artefact && other !== undefined ? priorOf(other, title, artefact.titles) : 0;
    return (shared ?? weights.facts * likeFacts(id)) + weights.meaning * meaning(id) + prior;
  };
  const ids = new Set([...found.among, ...[...found.text, ...found.facts].map(({ id }) => id)]);
  const ranked = [...ids]
    .map((id) => ({ id, score: scoreOf(id) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);

  const scores = new Map(ranked.map(({ id, score }) => [id, score]));
  const titles = await titleIndex.titles(ranked.map(({ id }) => id));
  return titles.map((other) => ({
    ...other,
    score: scores.get(other.id) ?? 0,
    reasons: reasonsFor(number, artefact?.titles.numberOf(other.id), artefact),
  }));
}

function reasonsFor(
  title: number | undefined,
  other: number | undefined,
  artefact: CatalogueArtefact | undefined,
): string[] {
  const reasons =
    artefact && title !== undefined && other !== undefined ? reasonsInCommon(title, other, artefact) : [];
  return reasons.length > 0 ? reasons : ['similar description'];
}

/** Of the titles in a list; one that is not in it has at most that of the last. */
function cosines(list: readonly Scored[]): (id: TitleId) => number {
  const of = new Map(list.map(({ id, score }) => [id, score]));
  const least = list.length < CANDIDATES ? 0 : Math.max(0, list.at(-1)?.score ?? 0);
  return (id) => of.get(id) ?? least;
}
