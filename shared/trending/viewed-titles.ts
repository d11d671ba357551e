import type { Log } from '../log.js';
import { Unavailable } from '../problem/problem.js';
import { popularRank, trendingAt, trendingRank } from '../search/index-fields.js';
import { matches } from '../search/matches.js';
import type { RankedTitle, TitleBrief, TitleIndex } from '../search/title-index.js';
import type { Title } from '../title/title.js';
import type { ViewCounts, ViewedOrder } from './views.js';

/** So many recent views count as much as being the most popular title on the day of its release. */
const VIEWS_OF_A_PREMIERE = 20;
/** As in popularityScore of the file provider: a viewer counts like one who voted. */
const MOST_VOTES = 50_000;

/** A listing, of as much of each title as is asked for. */
export type Listing<T extends Title | TitleBrief> = (
  ...asked: Parameters<TitleIndex['list']>
) => Promise<RankedTitle<T>[]>;

interface Ports<T extends Title | TitleBrief> {
  clock: { now(): number };
  log: Log;
  titleIndex: Pick<TitleIndex, 'titles'> & { list: Listing<T> };
  viewCounts: ViewCounts;
}

/**
 * The index's listing with the ranks of the most viewed titles as they are now. Ranks are comparable with those that the
 * index holds: of a title that nobody views any more they become the same. While the counts cannot be read, the order is
 * that of the index.
 */
export async function byViews<T extends Title | TitleBrief>(
  order: ViewedOrder,
  region: string | undefined,
  { clock, log, titleIndex, viewCounts }: Ports<T>,
): Promise<{ list: Listing<T | Title> }> {
  const now = clock.now();
  const views = await viewCounts.most(order, region, now).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
    log('warn', 'views cannot be read: listing without them', { order, dependency: error.dependency });
    return new Map<Title['id'], number>();
  });
  const rank = { trending: trendingRankOf, popular: popularRankOf }[order];
  return {
    async list(filter, _order, limit, after) {
      const others = { ...filter, not_ids: [...(filter.not_ids ?? []), ...views.keys()] };
      const [unviewed, viewed] = await Promise.all([
        titleIndex.list(views.size > 0 ? others : filter, order, limit, after),
        titleIndex.titles([...views.keys()]),
      ]);
      const ranked = viewed
        .filter((title) => matches(title, filter))
        .map((title) => ({ title, rank: rank(title, views.get(title.id) ?? 0, now) }));
      return [...unviewed, ...ranked.filter((one) => after === undefined || one.rank < after)]
        .sort((a, b) => b.rank - a.rank)
        .slice(0, limit);
    },
  };
}

/** What is left of the release and what was viewed, added, in the index's scale. */
export function trendingRankOf(title: Title, views: number, now: number): number {
  const faded = trendingAt(now);
  return faded + Math.log(Math.exp(trendingRank(title) - faded) + views / VIEWS_OF_A_PREMIERE);
}

export function popularRankOf(title: Title, views: number): number {
  const known = Math.log1p(title.vote_count + views) / Math.log1p(MOST_VOTES);
  return popularRank(title) + Math.max(0, Math.min(1, known) - title.popularity_score);
}
