import type { Manifest } from '../../shared/function/declare.js';
import { billFor, trafficOf } from './bill.js';
import { FIRESTORE_WRITES, UPSTASH_COMMANDS } from './limits.js';
import { loadsOf } from './loads.js';
import type { Prices } from './prices.js';
import { perInstance, UTILISATION } from './run-time.js';
import type { Assumptions, ServiceLoad } from './workload.js';

/** A row of the design's table of throughput, and who answers it. */
interface Target {
  name: string;
  perSecond: number;
  services: readonly string[];
}

const targets: readonly Target[] = [
  {
    name: 'API gateway',
    perSecond: 10_000,
    services: ['search', 'catalogue', 'recommendations', 'auth', 'sync', 'playback', 'site', 'mcp'],
  },
  { name: 'Discovery', perSecond: 3_000, services: ['search', 'catalogue'] },
  { name: 'SONA', perSecond: 2_000, services: ['recommendations'] },
  { name: 'Sync', perSecond: 20_000, services: ['sync'] },
];

export interface ServiceCapacity {
  service: string;
  planned: boolean;
  /** Requests a second of one instance at full use. */
  perInstance: number;
  instances: number;
  /** Of all of them, with the room that Cloud Run keeps. */
  perSecond: number;
}

export interface TargetCapacity {
  name: string;
  target: number;
  perSecond: number;
  /** Instances of each service that the target takes, of the kinds of requests that the profile asks for. */
  needed: Readonly<Record<string, number>>;
  met: boolean;
}

/** What each service can answer with the instances that the manifest allows. */
export function serviceCapacities(manifest: Manifest, assumptions: Assumptions): ServiceCapacity[] {
  return answering(loadsOf(manifest, assumptions)).map((load) => {
    const each = perInstance(load.size, trafficOf(load));
    const instances = load.size.max;
    return {
      service: load.service,
      planned: load.planned,
      perInstance: each,
      instances,
      perSecond: each * instances * UTILISATION,
    };
  });
}

/**
 * The design's capacity column, held against the manifest. A row with several services is met when each can take its share
 * of the requests of the profile.
 */
export function targetCapacities(
  manifest: Manifest,
  prices: Prices,
  assumptions: Assumptions,
): TargetCapacity[] {
  const loads = answering(loadsOf(manifest, assumptions));
  const functions = targets.map(({ name, perSecond: target, services }) => {
    const own = loads.filter(({ service }) => services.includes(service));
    const calls = own.reduce((sum, load) => sum + trafficOf(load).calls, 0);
    const shares = own.map((load) => {
      const share = trafficOf(load).calls / calls;
      const each = perInstance(load.size, trafficOf(load)) * UTILISATION;
      return { service: load.service, share, each, possible: (each * load.size.max) / share };
    });
    const perSecond = Math.min(...shares.map(({ possible }) => possible));
    return {
      name,
      target,
      perSecond,
      needed: Object.fromEntries(
        shares.map(({ service, share, each }) => [service, Math.ceil((target * share) / each)]),
      ),
      met: perSecond >= target,
    };
  });
  return [...functions, ...storeCapacities(manifest, prices, assumptions)];
}

/** What the products behind the functions publish as their limits; of Firestore only writes have one. */
function storeCapacities(manifest: Manifest, prices: Prices, assumptions: Assumptions): TargetCapacity[] {
  const { amounts } = billFor(manifest, prices, assumptions);
  const [reads, writes] = [amounts['firestore-reads'] ?? 0, amounts['firestore-writes'] ?? 0];
  const database = FIRESTORE_WRITES / (writes / (reads + writes));
  const store = (name: string, product: string, target: number, perSecond: number): TargetCapacity => ({
    name,
    target,
    perSecond,
    needed: { [product]: Math.ceil(target / perSecond) },
    met: perSecond >= target,
  });
  return [
    store('Database', 'Firestore databases', 50_000, database),
    store('Cache', 'Upstash databases', 200_000, UPSTASH_COMMANDS),
  ];
}

function answering(loads: readonly ServiceLoad[]): ServiceLoad[] {
  return loads.filter(
    ({ size, workloads }) =>
      size.max > 0 && workloads.some(({ answerBytes, calls }) => answerBytes !== null && calls > 0),
  );
}
