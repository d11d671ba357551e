import { DEFAULT_LIMIT } from '../function/parameters.js';
import type { Title } from '../title/title.js';
import { queryFingerprint, readCursor, writeCursor } from './cursor.js';
import { withOffersOf } from './shown-offers.js';
import type { TitleFilter } from './title-filter.js';
import type { Order, TitleIndex } from './title-index.js';

export interface ListingRequest {
  filter: TitleFilter;
  order: Order;
  limit?: number | undefined;
  cursor?: string | undefined;
  /** Countries whose offers are shown beside those of the filter's region. */
  also_in?: readonly string[] | undefined;
}

export interface Page<Item> {
  data: Item[];
  pagination: { limit: number; has_more: boolean; next_cursor: string | null };
}

/** One page of a listing. Each goes on after the last rank of the one before, so nothing repeats when titles come or go. */
export async function listTitles(
  titleIndex: Pick<TitleIndex, 'list'>,
  request: ListingRequest,
): Promise<Page<Title>> {
  const { filter, order, limit = DEFAULT_LIMIT } = request;
  const query = queryFingerprint([filter, order]);
  const after = request.cursor === undefined ? undefined : readCursor(request.cursor, 'listing', query).after;
  const found = await titleIndex.list(filter, order, limit + 1, after);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const more = found.length > limit && last !== undefined;
  return {
    data: page.map(({ title }) => withOffersOf(title, { region: filter.region, also_in: request.also_in })),
    pagination: {
      limit,
      has_more: more,
      next_cursor: more ? writeCursor({ kind: 'listing', query, after: last.rank }) : null,
    },
  };
}
