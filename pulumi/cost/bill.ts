import type { Manifest } from '../../shared/function/declare.js';
import { schedules } from '../../shared/function/wiring.js';
import { secrets } from '../settings.js';
import { DAYS, pagesOf } from './load-profile.js';
import { loadsOf, plannedExtras, scaled, sum } from './loads.js';
import {
  plannedOfRequest,
  plannedSchedules,
  plannedSeries,
  plannedViewerBytes,
  pubnubAmounts,
} from './planned.js';
import { dollars, type Meter, type Prices, type Product } from './prices.js';
import { clusterFor } from './qdrant-size.js';
import { perInstance, runTime, type Traffic, UTILISATION } from './run-time.js';
import type { Amounts, Assumptions, ServiceLoad, Workload } from './workload.js';

/** Where a line that no service of its own causes stands. */
export const SHARED = 'data and entry';

export interface Line {
  product: Product;
  service: string;
  planned: boolean;
  usd: number;
}

export interface Bill {
  lines: readonly Line[];
  total: number;
  perViewer: number;
  /** Of all services, by meter. */
  amounts: Amounts;
}

interface Entry {
  service: string;
  planned: boolean;
  amounts: Amounts;
}

const HOURS = 24 * DAYS;
/** One line of ours and the platform's own of each request. */
const LOG_BYTES = 600 + 1_200;
/** Kept seven days, one a day. */
const BACKUPS = 7;
const WORKING_FILES_DAYS = 7;
/** A question and an answer's head. */
const REQUEST_BYTES = 900;
/** Upstash's fixed plan is worth it above so much; see prices.ts. */
const PLAN_BYTES = 1e12;

/** What a month costs: the manifest's services, what they share, and what is planned. */
export function billFor(manifest: Manifest, prices: Prices, assumptions: Assumptions): Bill {
  const loads = loadsOf(manifest, assumptions);
  const entries = [
    ...loads.flatMap((load) => entriesOf(load, assumptions)),
    ...sharedEntries(manifest, loads, assumptions),
  ];
  const amounts = cheaperUpstash(sum(entries.map((entry) => entry.amounts)), prices);
  const lines = linesOf(entries, amounts, prices);
  const total = lines.reduce((all, { usd }) => all + usd, 0);
  return { lines, total, perViewer: total / assumptions.profile.viewers, amounts };
}

/** All kinds of calls of a service as one stream of requests. */
export function trafficOf({ workloads }: ServiceLoad): Traffic {
  const calls = workloads.reduce((all, one) => all + one.calls, 0);
  const mean = (name: 'cpuMs' | 'waitMs') =>
    calls === 0 ? 0 : workloads.reduce((all, one) => all + one[name] * one.calls, 0) / calls;
  return { calls, cpuMs: mean('cpuMs'), waitMs: mean('waitMs') };
}

function entriesOf(load: ServiceLoad, { profile }: Assumptions): Entry[] {
  const { service, planned, size, workloads } = load;
  const traffic = trafficOf(load);
  const functions = workloads.filter(({ cpuMs }) => cpuMs > 0);
  const time = runTime(size, traffic, profile);
  const calls = functions.reduce((all, one) => all + one.calls, 0);
  const run: Amounts =
    functions.length === 0
      ? {}
      : {
          'run-cpu': time.busyCpuSeconds,
          'run-memory': time.busyGibSeconds,
          'run-idle-cpu': time.idleCpuSeconds,
          'run-idle-memory': time.idleGibSeconds,
          'run-requests': calls,
          'log-bytes': calls * LOG_BYTES * profile.logged,
        };
  const telemetry: Amounts = {
    'trace-spans': calls * profile.traced * plannedOfRequest.spans,
    'metric-samples': samplesOf(load, traffic, profile.warm),
  };
  return [
    { service, planned, amounts: run },
    { service, planned: true, amounts: functions.length === 0 ? {} : telemetry },
    ...workloads.flatMap((one) => [
      {
        service,
        planned: one.planned,
        amounts: scaled(sum([one.each, entryAmounts(one, profile.compressed)]), one.calls),
      },
      { service, planned: true, amounts: scaled(plannedExtras(one), one.calls) },
    ]),
  ];
}

/** What a request costs on its way in and out. */
function entryAmounts({ answerBytes }: Workload, compressed: number): Amounts {
  if (answerBytes === null) return {};
  const out = answerBytes * compressed;
  return { 'balancer-bytes': out + REQUEST_BYTES, 'egress-bytes': out, 'armor-requests': 1 };
}

function samplesOf({ size }: ServiceLoad, traffic: Traffic, warm: boolean): number {
  const busy = traffic.calls / (HOURS * 3_600) / (perInstance(size, traffic) * UTILISATION);
  const instances = Math.max(warm ? size.min : 0, Math.min(1, traffic.calls / HOURS / 60), busy);
  return instances * plannedSeries * HOURS * 60;
}

function sharedEntries(manifest: Manifest, loads: readonly ServiceLoad[], all: Assumptions): Entry[] {
  const { profile, measured } = all;
  const titleBytes = profile.titles * measured.title.firestoreBytes;
  const pageBytes =
    profile.titles * profile.changedAnHour * 24 * WORKING_FILES_DAYS * measured.pipeline.pageBytes;
  const now: Amounts = {
    ...databaseAmounts(titleBytes, profile.recovery),
    'qdrant-memory': clusterFor(profile, measured).gib * HOURS,
    'storage-bytes': pageBytes,
    'balancer-rules': HOURS,
    'armor-policies': 1,
    'armor-rules': 2,
    'scheduler-jobs': schedules(manifest).length,
    'secret-versions': Object.keys(secrets).length,
    'upstash-production': profile.upstashProduction ? 1 : 0,
    // Firestore deletes what resolution noted of each page when its time has come.
    'firestore-deletes': pagesOf(profile),
  };
  const later: Amounts = {
    ...databaseAmounts(profile.viewers * plannedViewerBytes, profile.recovery),
    'scheduler-jobs': plannedSchedules,
  };
  const listens = loads.some(({ service }) => service === 'sync') ? pubnubAmounts(profile) : {};
  return [
    { service: SHARED, planned: false, amounts: now },
    { service: SHARED, planned: true, amounts: later },
    { service: 'sync', planned: !('sync' in manifest), amounts: listens },
  ];
}

function databaseAmounts(bytes: number, recovery: boolean): Amounts {
  return {
    'firestore-storage': bytes,
    'firestore-recovery': recovery ? bytes : 0,
    'firestore-backups': bytes * BACKUPS,
  };
}

/** By command, or by as many fixed plans as the traffic needs: whichever is cheaper. */
function cheaperUpstash(amounts: Amounts, prices: Prices): Amounts {
  const commands = amounts['upstash-commands'] ?? 0;
  const plans = Math.max(1, Math.ceil((commands * REQUEST_BYTES) / PLAN_BYTES));
  const byPlan = dollars(prices['upstash-plan'], plans);
  return dollars(prices['upstash-commands'], commands) <= byPlan
    ? amounts
    : { ...amounts, 'upstash-plan': plans };
}

/** Tiers and free parts hold for the account: each service bears its share of what a meter costs in all. */
function linesOf(entries: readonly Entry[], amounts: Amounts, prices: Prices): Line[] {
  const lines = new Map<string, Line>();
  const planUsd = dollars(prices['upstash-plan'], amounts['upstash-plan'] ?? 0);
  for (const { service, planned, amounts: own } of entries) {
    for (const [meter, amount] of Object.entries(own) as [Meter, number][]) {
      const whole = amounts[meter] ?? 0;
      if (amount === 0 || whole === 0) continue;
      const cost = meter === 'upstash-commands' && planUsd > 0 ? planUsd : dollars(prices[meter], whole);
      const { product } = prices[meter];
      const key = `${product}|${service}|${planned}`;
      const line = lines.get(key) ?? { product, service, planned, usd: 0 };
      lines.set(key, { ...line, usd: line.usd + (cost * amount) / whole });
    }
  }
  return [...lines.values()].filter(({ usd }) => usd > 0);
}

/** Dollars by one side of the lines, the dearest first. */
export function totals(
  lines: readonly Line[],
  by: 'product' | 'service',
): { name: string; usd: number; planned: number }[] {
  const sums = new Map<string, { usd: number; planned: number }>();
  for (const line of lines) {
    const known = sums.get(line[by]) ?? { usd: 0, planned: 0 };
    sums.set(line[by], {
      usd: known.usd + line.usd,
      planned: known.planned + (line.planned ? line.usd : 0),
    });
  }
  return [...sums].map(([name, sums_]) => ({ name, ...sums_ })).sort((a, b) => b.usd - a.usd);
}
