import type { Embedder } from '../embedding/embedder.js';
import { factsVector } from '../embedding/facts-vector.js';
import { DEFAULT_LIMIT } from '../function/parameters.js';
import { Problem } from '../problem/problem.js';
import { normaliseText } from '../text.js';
import type { Title } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';
import type { SearchAnswer, SearchHit } from './answers.js';
import type { CatalogueFacets } from './catalogue-facets.js';
import { queryFingerprint, readCursor, writeCursor } from './cursor.js';
import type { FrozenList, FrozenLists } from './frozen-lists.js';
import { fuse } from './ranking.js';
import { type Recognised, recognise } from './recognise.js';
import { queryTerms } from './terms.js';
import type { TitleFilter } from './title-filter.js';
import type { TitleIndex } from './title-index.js';

/** Length of each list that the index gives. */
const CANDIDATES = 300;

export interface SearchRequest {
  q: string;
  filter: TitleFilter;
  limit?: number | undefined;
  cursor?: string | undefined;
}

interface SearchPorts {
  titleIndex: TitleIndex;
  frozenLists: FrozenLists;
  newId(): string;
}

/** Searches by meaning and by words, in one round trip to the index. */
export async function searchByMeaning(
  request: SearchRequest,
  ports: SearchPorts & { catalogueFacets: CatalogueFacets; embedder: Embedder },
): Promise<SearchAnswer> {
  const understood = recognise(request.q);
  const ranking = rankedPage(request, ports, async () => {
    const [text] = await ports.embedder.embedText([request.q]);
    const facts = factsVector(understood);
    return fuse(
      await ports.titleIndex.search({
        text,
        facts: facts.some((value) => value !== 0) ? facts : undefined,
        keywords: queryTerms(request.q),
        filter: request.filter,
        limit: CANDIDATES,
      }),
    );
  });
  const [ranked, facets] = await Promise.all([ranking, ports.catalogueFacets.count(request.filter)]);
  return { ...ranked, query: queryOf(request, understood, 'search'), facets };
}

/** Searches by words alone, counting the titles that hold one of them. */
export async function searchByWords(request: SearchRequest, ports: SearchPorts): Promise<SearchAnswer> {
  const keywords = queryTerms(request.q);
  const ranking = rankedPage(request, ports, async () =>
    fuse(
      await ports.titleIndex.search({
        text: undefined,
        facts: undefined,
        keywords,
        filter: request.filter,
        limit: CANDIDATES,
      }),
    ),
  );
  const [ranked, facets] = await Promise.all([
    ranking,
    ports.titleIndex.facets(request.filter, keywords?.indices ?? []),
  ]);
  return { ...ranked, query: queryOf(request, { genres: [], moods: [], themes: [] }, 'search'), facets };
}

/** One page of a ranked list, which is frozen when the first page does not hold it all. */
async function rankedPage(request: SearchRequest, ports: SearchPorts, rank: () => Promise<FrozenList>) {
  const { q, filter, limit = DEFAULT_LIMIT } = request;
  const query = queryFingerprint([q, filter]);
  const place = request.cursor === undefined ? undefined : readCursor(request.cursor, 'ranked', query);
  const list = place ? await thawed(ports.frozenLists, place.list) : await rank();
  const offset = place?.offset ?? 0;
  const more = list.ids.length > offset + limit;
  const name = place?.list ?? ports.newId();
  const ids = list.ids.slice(offset, offset + limit);
  const scoreOf = new Map(ids.map((id, i) => [id, list.scores[offset + i] ?? 0]));
  const [titles] = await Promise.all([
    ports.titleIndex.titles(ids),
    more && !place ? ports.frozenLists.put(name, list) : undefined,
  ]);
  return {
    data: hits(titles, scoreOf, q),
    pagination: {
      limit,
      has_more: more,
      next_cursor: more ? writeCursor({ kind: 'ranked', query, list: name, offset: offset + limit }) : null,
    },
  };
}

async function thawed(frozenLists: FrozenLists, name: string): Promise<FrozenList> {
  const list = await frozenLists.get(name);
  if (!list) throw new Problem('cursor-expired', 'A search can be paged for ten minutes; search again.');
  return list;
}

function hits(titles: readonly Title[], scoreOf: ReadonlyMap<TitleId, number>, q: string): SearchHit[] {
  const query = normaliseText(q);
  const { genres } = recognise(q);
  return titles.map((title) => {
    const reasons = reasonsFor(title, query, genres);
    return { ...title, score: scoreOf.get(title.id) ?? 0, reasons };
  });
}

/** @param query normalised */
function reasonsFor(title: Title, query: string, genres: readonly string[]): string[] {
  const names = [title.title, title.original_title ?? ''].map(normaliseText);
  const people = [
    ...title.credits.directors,
    ...title.credits.creators,
    ...title.credits.cast.map(({ name }) => name),
  ];
  const named = people.filter((name) => ` ${query} `.includes(` ${normaliseText(name)} `));
  const shared = genres.filter((genre) => title.genres.includes(genre));
  const reasons = [
    ...(names.includes(query) ? ['title match'] : []),
    ...named.map((name) => `with ${name}`),
    ...shared.map((genre) => `genre: ${genre}`),
  ];
  return reasons.length > 0 ? reasons : ['close to your words'];
}

function queryOf(
  request: SearchRequest,
  understood: Recognised,
  intent: 'search' | 'browse',
): SearchAnswer['query'] {
  const filters = Object.fromEntries(
    Object.entries(request.filter).filter(([, value]) => value !== undefined),
  );
  return { text: request.q, intent, understood, filters };
}

/** Titles that satisfy the filter, most popular first, when there are no words to search. */
export function browseQuery(filter: TitleFilter): SearchAnswer['query'] {
  return queryOf({ q: '', filter }, { genres: [], moods: [], themes: [] }, 'browse');
}
