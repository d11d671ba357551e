import type { TitleType } from '../title/title.js';

/** Which titles may be answered. Absent parts do not filter; the parts are joined by AND, each list by OR. */
export interface TitleFilter {
  types?: readonly TitleType[] | undefined;
  genres?: readonly string[] | undefined;
  year_from?: number | undefined;
  year_to?: number | undefined;
  /** Needs an offer there. */
  region?: string | undefined;
  /** Needs an offer somewhere, where no region or platform says so already. */
  available?: boolean | undefined;
  /** Needs an offer on one of these, in the region where one is given. */
  platforms?: readonly string[] | undefined;
}
