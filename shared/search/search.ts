import type { CatalogueArtefact, PublishedArtefact } from '../artefact/catalogue-artefact.js';
import type { Clock } from '../clock.js';
import type { Embedder } from '../embedding/embedder.js';
import { factsVector } from '../embedding/facts-vector.js';
import { DEFAULT_LIMIT } from '../function/parameters.js';
import { Problem } from '../problem/problem.js';
import type { TitleId } from '../title/title-id.js';
import type { SearchAnswer, SearchHit } from './answers.js';
import { candidatesOf } from './candidates.js';
import type { CatalogueFacets } from './catalogue-facets.js';
import { queryFingerprint, readCursor, writeCursor } from './cursor.js';
import type { FrozenList, FrozenLists } from './frozen-lists.js';
import { impliedFilter, withImplied } from './implied-filter.js';
import { noNames } from './known-names.js';
import { withModelReading } from './parse/model-reading.js';
import { parseQuery } from './parse/parse.js';
import type { ParsedQuery } from './parse/slots.js';
import { noReader, type QueryReader } from './query-reader.js';
import { candidatesFor, rank } from './ranking.js';
import { reasonsOf } from './reasons.js';
import { matchedTerms, queryTerms } from './terms.js';
import type { TitleFilter } from './title-filter.js';
import type { TitleIndex } from './title-index.js';
import { type Wanted, wantedFacts, wantedOf } from './wanted.js';

export interface SearchRequest {
  q: string;
  filter: TitleFilter;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export interface SearchPorts {
  catalogueArtefact: PublishedArtefact;
  catalogueFacets: CatalogueFacets;
  clock: Clock;
  frozenLists: FrozenLists;
  newId(): string;
  titleIndex: TitleIndex;
}

/** A query as it was read. */
interface Read {
  parsed: ParsedQuery;
  wanted: Wanted;
  implied: TitleFilter;
  artefact: CatalogueArtefact | undefined;
}

/** Searches by meaning, by words, by names and by what was understood, in one round trip to the index. */
export async function searchByMeaning(
  request: SearchRequest,
  ports: SearchPorts & { embedder: Embedder; queryReader: QueryReader },
): Promise<SearchAnswer> {
  // A later page is read from its list, for which the query's vector is not needed.
  const embedding = request.cursor === undefined ? ports.embedder.embedText([request.q]) : undefined;
  const [read, [text] = []] = await Promise.all([readQuery(request.q, ports, ports.queryReader), embedding]);
  const page = rankedPage(request, read, ports, () => search(request, read, text, ports));
  const [{ applied, ...ranked }, facets] = await Promise.all([
    page,
    ports.catalogueFacets.count(request.filter),
  ]);
  return { ...ranked, query: queryOf(request.q, read.parsed, applied), facets };
}

/** Searches by words and names, counting the titles that hold one of the words. */
export async function searchByWords(request: SearchRequest, ports: SearchPorts): Promise<SearchAnswer> {
  const read = await readQuery(request.q, ports, noReader);
  const page = rankedPage(request, read, ports, () => search(request, read, undefined, ports));
  const [{ applied, ...ranked }, facets] = await Promise.all([
    page,
    ports.titleIndex.facets(request.filter, matchedTerms(request.q)),
  ]);
  return { ...ranked, query: queryOf(request.q, read.parsed, applied), facets };
}

async function readQuery(
  q: string,
  { catalogueArtefact, clock }: SearchPorts,
  reader: QueryReader,
): Promise<Read> {
  const artefact = (await catalogueArtefact.current())?.artefact;
  const [names, thisYear] = [artefact?.names ?? noNames, new Date(clock.now()).getUTCFullYear()];
  const parsed = await withModelReading(q, parseQuery(q, names, thisYear), reader, names, thisYear);
  const wanted = await wantedOf(q, parsed, artefact);
  return { parsed, artefact, wanted, implied: impliedFilter(parsed, wanted) };
}

/** A ranked list, and whether it was narrowed by what the words imply. */
interface Ranked {
  list: FrozenList;
  narrowed: boolean;
}

async function search(
  { q, filter }: SearchRequest,
  { wanted, artefact, implied }: Read,
  text: Float32Array | undefined,
  { titleIndex }: SearchPorts,
): Promise<Ranked> {
  const facts = factsVector(wantedFacts(wanted, artefact));
  const query = {
    text,
    facts: facts.some((value) => value !== 0) ? facts : undefined,
    keywords: queryTerms(q),
    limit: candidatesFor[wanted.kind],
  };
  const { named, others } = artefact ? candidatesOf(wanted, artefact) : { named: [], others: [] };
  const find = (within: TitleFilter) =>
    titleIndex.search({
      ...query,
      filter: within,
      among: [
        // What the words imply must not hide a title whose name they are.
        { ids: named, filter },
        { ids: others, filter: within },
      ],
    });
  const first = await find(withImplied(filter, implied));
  // Words that leave nothing were not meant so strictly, or cannot be had together.
  const isEmpty = [first.text, first.keywords, first.facts].every(({ length }) => length === 0);
  const found = isEmpty ? await find(filter) : first;
  const like = new Set<TitleId>(artefact ? wanted.like.map((title) => artefact.titles.id(title)) : []);
  const list = rank(found, wanted, artefact);
  const kept = list.ids.map((id) => !like.has(id));
  return {
    list: { ids: list.ids.filter((_, i) => kept[i]), scores: list.scores.filter((_, i) => kept[i]) },
    narrowed: !isEmpty,
  };
}

/** One page of a ranked list, which is frozen when the first page does not hold it all. */
async function rankedPage(
  request: SearchRequest,
  read: Read,
  ports: SearchPorts,
  ranked: () => Promise<Ranked>,
) {
  const { q, filter, limit = DEFAULT_LIMIT } = request;
  const query = queryFingerprint([q, filter]);
  const place = request.cursor === undefined ? undefined : readCursor(request.cursor, 'ranked', query);
  const { list, narrowed } = place
    ? { list: await thawed(ports.frozenLists, place.list), narrowed: place.narrowed }
    : await ranked();
  const offset = place?.offset ?? 0;
  const more = list.ids.length > offset + limit;
  const name = place?.list ?? ports.newId();
  const ids = list.ids.slice(offset, offset + limit);
  const scoreOf = new Map(ids.map((id, i) => [id, list.scores[offset + i] ?? 0]));
  const [titles] = await Promise.all([
    ports.titleIndex.titles(ids),
    more && !place ? ports.frozenLists.put(name, list) : undefined,
  ]);
  const data = titles.map(
    (title): SearchHit => ({ ...title, score: scoreOf.get(title.id) ?? 0, reasons: reasonsOf(title, read) }),
  );
  return {
    data,
    pagination: {
      limit,
      has_more: more,
      next_cursor: more
        ? writeCursor({ kind: 'ranked', query, list: name, offset: offset + limit, narrowed })
        : null,
    },
    applied: narrowed ? withImplied(filter, read.implied) : filter,
  };
}

async function thawed(frozenLists: FrozenLists, name: string): Promise<FrozenList> {
  const list = await frozenLists.get(name);
  if (!list) throw new Problem('cursor-expired', 'A search can be paged for ten minutes; search again.');
  return list;
}

function queryOf(text: string, parsed: ParsedQuery, applied: TitleFilter): SearchAnswer['query'] {
  const filters = Object.fromEntries(Object.entries(applied).filter(([, value]) => value !== undefined));
  return { text, ...parsed, filters };
}

/** Titles that satisfy the filter, most popular first, when there are no words to search. */
export function browseQuery(filter: TitleFilter): SearchAnswer['query'] {
  return { ...queryOf('', { intent: 'search', slots: [], rest: '' }, filter), intent: 'browse' };
}
