import type { LoadProfile } from './load-profile.js';
import type { Measurements } from './measurements.js';
import type { Meter } from './prices.js';
import type { Size } from './run-time.js';

/** Amounts of meters, e.g. of one call. */
export type Amounts = Readonly<Partial<Record<Meter, number>>>;

/** One kind of call of a service in a month. */
export interface Workload {
  service: string;
  route: string;
  /** Not in the manifest yet: the mission's bill counts it all the same. */
  planned: boolean;
  calls: number;
  cpuMs: number;
  waitMs: number;
  /** Bytes that leave to the internet with each answer; null for what Pub/Sub and Scheduler call. */
  answerBytes: number | null;
  each: Amounts;
}

export interface ServiceLoad {
  service: string;
  planned: boolean;
  size: Size;
  workloads: readonly Workload[];
}

export interface Assumptions {
  profile: LoadProfile;
  measured: Measurements;
}

/** What a call of a route costs when no cache answers it. */
export interface RouteLoad {
  calls(assumptions: Assumptions): number;
  cpuMs(assumptions: Assumptions): number;
  answerBytes(assumptions: Assumptions): number | null;
  /** Share that a cache answers: those calls reach no port. */
  cached(profile: LoadProfile): number;
  /** Instead of what its ports cost for a viewer's request, e.g. of a page of titles. */
  each?(assumptions: Assumptions): Amounts;
  /** Milliseconds of waiting, where it is not the sum of its ports'. */
  waitMs?: number;
}
