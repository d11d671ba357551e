import type { Title } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';
import type { IndexPoint, IndexVectors, SparseVector } from './index-point.js';
import type { TitleFilter } from './title-filter.js';

export interface Scored {
  id: TitleId;
  /** Higher is better; comparable within one list only. */
  score: number;
}

export interface IndexQuery {
  /** Unit length, or that of a title, which is not in the list then; undefined leaves the list empty. */
  text: Float32Array | TitleId | undefined;
  facts: Float32Array | undefined;
  keywords: SparseVector | undefined;
  filter: TitleFilter;
  /** Length of each list. */
  limit: number;
  /** Titles that are wanted whatever the lists say, each group where it satisfies a filter of its own. */
  among?: readonly { ids: readonly TitleId[]; filter: TitleFilter }[] | undefined;
}

export type Order = 'popular' | 'new' | 'trending';

/** How many titles have each value, most first; at most 20 values each. */
export type Facets = Record<
  'genres' | 'platforms' | 'type' | 'decades' | 'languages' | 'ratings',
  { value: string; count: number }[]
>;

/** What the catalogue artefact takes of a title. */
export type CatalogueCard = Pick<
  Title,
  | 'id'
  | 'title'
  | 'original_title'
  | 'year'
  | 'type'
  | 'popularity_score'
  | 'vote_count'
  | 'language'
  | 'collection'
  | 'genres'
  | 'themes'
  | 'moods'
  | 'keywords'
> & { credits: { cast: { name: string }[]; directors: string[]; creators: string[] } };

/** What of a title it takes to choose among many: without its offers and its cast, which are most of it. */
export type TitleBrief = Pick<
  Title,
  'id' | 'year' | 'release_date' | 'runtime' | 'genres' | 'moods' | 'collection'
> & { credits: Pick<Title['credits'], 'directors'> };

/** A title and its place in an order. */
export interface RankedTitle<T = Title> {
  title: T;
  rank: number;
}

/** The search index: what can be found by likeness, by words, by filter and in order. */
export interface TitleIndex {
  /** One round trip; a list for each part of the query, and those of `among` that satisfy their filter. */
  search(
    query: IndexQuery,
  ): Promise<{ text: Scored[]; facts: Scored[]; keywords: Scored[]; among: TitleId[] }>;
  /** The titles of these ids, in their order; those no longer there are left out. */
  titles(ids: readonly TitleId[]): Promise<Title[]>;
  briefs(ids: readonly TitleId[]): Promise<TitleBrief[]>;
  /** In the order, from the rank after `after` on. */
  list(filter: TitleFilter, order: Order, limit: number, after?: number): Promise<RankedTitle[]>;
  listBriefs(
    filter: TitleFilter,
    order: Order,
    limit: number,
    after?: number,
  ): Promise<RankedTitle<TitleBrief>[]>;
  /** Counts over the titles that satisfy the filter and hold one of the terms, where terms are given. */
  facets(filter: TitleFilter, terms?: readonly number[]): Promise<Facets>;
  /** How many titles satisfy the filter and hold one of the terms, where terms are given. */
  count(filter: TitleFilter, terms?: readonly number[]): Promise<number>;
  /** In the order of popularity, from the rank after `after` on. */
  cards(limit: number, after?: number): Promise<{ card: CatalogueCard; rank: number }[]>;
  /** Titles in which a word starts with each of the words given, most popular first. */
  suggest(prefix: string, filter: TitleFilter, limit: number): Promise<Title[]>;
  put(points: readonly (IndexPoint & { vectors: IndexVectors })[]): Promise<void>;
  /** Changes everything but the vectors. */
  putFields(points: readonly IndexPoint[]): Promise<void>;
  delete(ids: readonly TitleId[]): Promise<void>;
  /** Makes the collection and its indexes where they are missing. */
  prepare(sizes: { text: number; facts: number }): Promise<void>;
}
