import type { Manifest } from '../../shared/function/declare.js';
import { FLOOD_REQUESTS_PER_MINUTE, MAX_INSTANCES } from '../platform-limits.js';
import { billFor, trafficOf } from './bill.js';
import { asksOf, type LoadProfile, SECONDS } from './load-profile.js';
import { loadsOf } from './loads.js';
import { dollars, type Meter, type Prices } from './prices.js';
import { clusterFor } from './qdrant-size.js';
import { perInstance, UTILISATION } from './run-time.js';
import type { Assumptions } from './workload.js';

/** Something that ends when there are too many viewers. */
export interface Limit {
  name: string;
  /** Of `load`. */
  limit: number;
  unit: string;
  source: string;
  /** At the busiest minutes of so many viewers. */
  load: number;
  /** What to do then, with the amount that these viewers take. */
  then: string;
}

export interface Breaking extends Omit<Limit, 'load' | 'then'> {
  /** Monthly viewers at whose peak it is reached. */
  viewers: number;
}

/** The design's goal: dollars a viewer and month. */
const BUDGET_PER_VIEWER = 0.04;
export const UPSTASH_COMMANDS = 10_000;
/** Published for a database that has grown into it; a new one starts at 500 and grows by half in five minutes. */
export const FIRESTORE_WRITES = 10_000;
/**
 * Searches of one processor at 20 million titles: three lists of 200 candidates each. Assumed: no engine of that size was
 * measured; replace it by a load test of the cluster.
 */
const QDRANT_QUERIES_A_PROCESSOR = 40;

/** Every declared limit at the peak of the profile's viewers. */
export function limitsAt(manifest: Manifest, prices: Prices, all: Assumptions): Limit[] {
  return [...instanceLimits(manifest, all), ...productLimits(manifest, prices, all)];
}

function instanceLimits(manifest: Manifest, all: Assumptions): Limit[] {
  return loadsOf(manifest, all)
    .filter(
      ({ size, workloads }) => size.max > 0 && workloads.some(({ answerBytes }) => answerBytes !== null),
    )
    .map((load) => {
      const traffic = trafficOf(load);
      const peak = (traffic.calls / SECONDS) * all.profile.peakFactor;
      const needed = Math.ceil(peak / (perInstance(load.size, traffic) * UTILISATION));
      const ask =
        needed > MAX_INSTANCES
          ? `, more than ${MAX_INSTANCES}: ask Google first or make requests cheaper`
          : '';
      return {
        name: `${load.service}: instances${load.planned ? ' (planned)' : ''}`,
        limit: load.size.max,
        unit: 'instances',
        source: load.planned ? 'pulumi/cost/planned.ts' : 'functions/manifest.ts',
        load: needed,
        then: `max: ${needed}${ask}`,
      };
    });
}

function productLimits(manifest: Manifest, prices: Prices, all: Assumptions): Limit[] {
  const { profile, measured } = all;
  const bill = billFor(manifest, prices, all);
  const peak = (meter: Meter) => ((bill.amounts[meter] ?? 0) / SECONDS) * profile.peakFactor;
  const commands = peak('upstash-commands');
  const writes = peak('firestore-writes');
  const cluster = clusterFor(profile, measured);
  const queries = qdrantQueries(profile);
  const queriesLimit = cluster.processors * QDRANT_QUERIES_A_PROCESSOR;
  const pubnub = pubnubDollars(bill.amounts, prices);
  return [
    {
      name: 'Upstash: commands a second of a database',
      limit: UPSTASH_COMMANDS,
      unit: '1/s',
      source: 'upstash.com/pricing/redis',
      load: commands,
      then: `${Math.ceil(commands / UPSTASH_COMMANDS)} databases by the hash of the caller, or an Enterprise plan`,
    },
    {
      name: 'Firestore: writes a second of a database',
      limit: FIRESTORE_WRITES,
      unit: '1/s',
      source: 'cloud.google.com/firestore/quotas (older page; now a rule of growth)',
      load: writes,
      then: `progress coalesced to one write a minute and viewer; people split over ${Math.ceil(writes / FIRESTORE_WRITES)} databases`,
    },
    {
      name: 'Qdrant: searches a second of the cluster',
      limit: queriesLimit,
      unit: '1/s',
      source: 'assumed, pulumi/cost/limits.ts',
      load: queries,
      then: `${Math.ceil((queries / queriesLimit) * profile.qdrant.replicas)} replicas instead of ${profile.qdrant.replicas}`,
    },
    {
      name: 'PubNub: dearer than all else together',
      limit: bill.total - pubnub,
      unit: 'USD',
      source: 'pulumi/cost/prices.ts',
      load: pubnub,
      then: `the published price ends here: a contract by viewers (at most $${contractPrice(bill.total, pubnub, profile)} each keeps it within half of the bill), longer tokens, fewer sessions that listen`,
    },
    {
      name: 'Load balancer and Cloud Armor: requests of one address',
      limit: FLOOD_REQUESTS_PER_MINUTE,
      unit: 'a minute',
      source: 'pulumi/platform-limits.ts',
      load: 0,
      then: 'no limit of all requests together is published; one address is held to 3,000 a minute at any scale',
    },
  ];
}

/** The profile with every choice turned that saves without taking a function away, and the replicas that the peak takes. */
export function relief({ profile, measured }: Assumptions): LoadProfile {
  const { processors } = clusterFor({ ...profile, qdrant: { ...profile.qdrant, replicas: 1 } }, measured);
  const replicas = Math.max(
    profile.qdrant.replicas,
    Math.ceil(qdrantQueries(profile) / (processors * QDRANT_QUERIES_A_PROCESSOR)),
  );
  return {
    ...profile,
    compressed: Math.min(profile.compressed, 0.2),
    listening: Math.min(profile.listening, 0.25),
    published: Math.min(profile.published, 0.25),
    tokenMinutes: Math.max(profile.tokenMinutes, 60),
    presence: false,
    logged: Math.min(profile.logged, 0.1),
    qdrant: { ...profile.qdrant, replicas },
  };
}

/** Calls that reach Qdrant at the peak: what no cache answers. */
function qdrantQueries(profile: LoadProfile): number {
  const kinds = ['search', 'autocomplete', 'listing', 'recommendations'] as const;
  const calls = kinds.reduce(
    (sum, kind) => sum + asksOf(profile, kind) * (1 - (profile.cached[kind] ?? 0)),
    0,
  );
  return (calls / SECONDS) * profile.peakFactor;
}

function pubnubDollars(amounts: Readonly<Partial<Record<Meter, number>>>, prices: Prices): number {
  const meters = ['pubnub-replicated', 'pubnub-edge'] as const;
  return meters.reduce((sum, meter) => sum + dollars(prices[meter], amounts[meter] ?? 0), 0);
}

/** Dollars a viewer at which PubNub costs as much as everything else. */
function contractPrice(total: number, pubnub: number, { viewers }: LoadProfile): string {
  return ((total - pubnub) / viewers).toFixed(4);
}

const FEWEST = 1_000;
const MOST = 1e9;

/** At how many monthly viewers each limit is reached, the first first; what never breaks is left out. */
export function breakingOrder(manifest: Manifest, prices: Prices, all: Assumptions): Breaking[] {
  const at = (viewers: number) =>
    limitsAt(manifest, prices, { ...all, profile: { ...all.profile, viewers } });
  const names = at(MOST)
    .filter(({ load, limit }) => load > limit)
    .map(({ name }) => name);
  return names
    .map((name) => {
      const broken = (viewers: number) => {
        const limit = at(viewers).find((one) => one.name === name);
        return limit !== undefined && limit.load > limit.limit;
      };
      const { load: _, then: __, ...rest } = at(FEWEST).find((one) => one.name === name) as Limit;
      return { ...rest, viewers: firstBroken(broken) };
    })
    .sort((a, b) => a.viewers - b.viewers);
}

function firstBroken(broken: (viewers: number) => boolean): number {
  let [fine, bad] = [FEWEST, MOST];
  while (bad / fine > 1.001) {
    const middle = Math.sqrt(fine * bad);
    if (broken(middle)) bad = middle;
    else fine = middle;
  }
  return bad;
}

/** From how many viewers on the goal of the design holds: fewer bear the fixed costs alone. Undefined when never. */
export function budgetHoldsFrom(manifest: Manifest, prices: Prices, all: Assumptions): number | undefined {
  const holds = (viewers: number) =>
    billFor(manifest, prices, { ...all, profile: { ...all.profile, viewers } }).perViewer <=
    BUDGET_PER_VIEWER;
  return holds(MOST) ? firstBroken(holds) : undefined;
}
