import type { Order } from '../search/title-index.js';
import type { TitleId } from '../title/title-id.js';

/** The orders that viewing changes. */
export const viewedOrders = ['trending', 'popular'] as const satisfies readonly Order[];
export type ViewedOrder = (typeof viewedOrders)[number];

/**
 * Days in which a view halves. Three for what is trending: long enough that day and night and the weekend even out, short
 * enough that last week's premiere counts a fifth. Ninety for what is popular: a season.
 */
export const halfLifeDays: Readonly<Record<ViewedOrder, number>> = { trending: 3, popular: 90 };

/** Titles of one order and region whose views are looked at; all others keep the rank that the index holds. */
export const MOST_VIEWED = 100;

/** Somebody looked at a title. */
export interface View {
  /** A name of the event: one that was counted before is not counted again. */
  id: string;
  title: TitleId;
  /** ISO 3166-1 alpha-2. */
  region: string | null;
  /** Epoch milliseconds. */
  at: number;
}

/** How often titles were viewed, each view counting half as much after its half-life. */
export interface ViewCounts {
  /** Counts each view once, in the world and in its region. */
  add(views: readonly View[]): Promise<void>;
  /**
   * The MOST_VIEWED titles with their views as they count now, those left out whose views count next to nothing; of the world
   * where no region is named.
   */
  most(order: ViewedOrder, region: string | undefined, now: number): Promise<ReadonlyMap<TitleId, number>>;
  /** Drops what counts next to nothing by now, so that what is kept stays small. */
  forget(now: number): Promise<void>;
}
