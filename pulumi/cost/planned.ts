import type { Service } from '../../shared/function/declare.js';
import { MAX_INSTANCES } from '../platform-limits.js';
import { type AskKind, asksOf, type LoadProfile, sessionsOf } from './load-profile.js';
import type { Size } from './run-time.js';
import type { Amounts, ServiceLoad, Workload } from './workload.js';

/**
 * Systems that are not in the manifest yet, so that the bill is that of the whole. Each names the service that will host
 * it; once the manifest has a service of that name with more routes than today, its line here must go (gaps.ts).
 */
interface Planned {
  service: string;
  /** Of the new service; null where the manifest's service of that name takes the work. */
  size: Size | null;
  work: readonly PlannedWork[];
}

interface PlannedWork {
  route: string;
  calls(profile: LoadProfile): number;
  /** Guessed from functions of the same kind. */
  cpuMs: number;
  waitMs: number;
  answerBytes: number | null;
  each: Amounts;
}

const small: Size = { cpu: 1, memory: '512Mi', concurrency: 80, min: 0, max: 20 };
const warm: Size = { ...small, min: 1 };

/** PubNub answers a subscribe call without a message after this long. */
const LONGEST_WAIT_SECONDS = 280;
const AGENT_CALLS_OF_A_QUESTION = 3;

const ask =
  (kind: AskKind, share = 1) =>
  (profile: LoadProfile) =>
    asksOf(profile, kind) * share;

export const planned: readonly Planned[] = [
  {
    service: 'sync',
    // As many as may be stated without asking Google for more.
    size: { ...warm, max: MAX_INSTANCES },
    work: [
      {
        route: 'operations of watchlist and progress',
        calls: ask('sync'),
        cpuMs: 3,
        waitMs: 30,
        answerBytes: 500,
        each: { 'firestore-reads': 2, 'firestore-writes': 2 },
      },
    ],
  },
  {
    service: 'playback',
    size: warm,
    work: [
      {
        route: 'start, pause, seek, stop, links',
        calls: ask('playback'),
        cpuMs: 2,
        waitMs: 30,
        answerBytes: 800,
        each: { 'firestore-reads': 1, 'firestore-writes': 0.5 },
      },
    ],
  },
  {
    service: 'mcp',
    size: small,
    work: [
      {
        route: 'tools',
        calls: (profile) => asksOf(profile, 'agent') * AGENT_CALLS_OF_A_QUESTION,
        cpuMs: 8,
        waitMs: 30,
        answerBytes: 4_000,
        each: { 'firestore-reads': 3 },
      },
    ],
  },
  {
    service: 'web',
    size: null,
    work: [
      {
        route: 'files of the web application',
        // One session in three has not got the files yet; they come from a bucket behind the load balancer.
        calls: (profile) => sessionsOf(profile) / 3,
        cpuMs: 0,
        waitMs: 0,
        answerBytes: 120_000,
        each: { 'storage-reads': 8 },
      },
    ],
  },
];

/** Jobs of the clock that are to come: trending, expiring offers, adapters, models, artefacts, aggregates, retention. */
export const plannedSchedules = 8;
/** Bytes of a viewer in Firestore: adapter, watchlist, history, devices, sessions. */
export const plannedViewerBytes = 30_000;

/**
 * Lines of every public request beside its own work: the limit's script call, who watches (as if everybody were
 * signed in), and what telemetry (not built) leaves.
 */
export const plannedOfRequest = {
  each: { 'upstash-commands': 1, 'firestore-reads': 1 } satisfies Amounts,
  /** Spans of a request that is traced. */
  spans: 6,
};
/** Series that one instance reports once a minute. */
export const plannedSeries = 300;

/** Of the manifest's services, those that planned work is added to keep their size. */
export function plannedLoads(profile: LoadProfile): { size: Size | null; load: Omit<ServiceLoad, 'size'> }[] {
  return planned.map(({ service, size, work }) => ({
    size,
    load: {
      service,
      planned: true,
      workloads: work.map(
        ({ route, calls, ...rest }): Workload => ({
          service,
          route,
          planned: true,
          calls: calls(profile),
          ...rest,
        }),
      ),
    },
  }));
}

/** What PubNub counts of a month: publishes, grants, joins and leaves, and calls that wait for messages. */
export function pubnubAmounts(profile: LoadProfile): Amounts {
  const sessions = sessionsOf(profile);
  const listening = sessions * profile.listening;
  const seconds = profile.sessionMinutes * 60;
  // Start, pause, seek and stop are told to other devices as one change of progress in two.
  const changes = profile.asks.sync + profile.asks.playback / 2;
  const grants = Math.max(1, Math.ceil(profile.sessionMinutes / profile.tokenMinutes));
  const events = profile.presence ? 2 : 0;
  const beats = profile.heartbeatSeconds === null ? 0 : seconds / profile.heartbeatSeconds;
  // A subscribe call ends with each message for this device, or after 280 s.
  const waits = seconds / LONGEST_WAIT_SECONDS + changes * profile.published + beats;
  return {
    'pubnub-replicated': sessions * changes * profile.published + listening * (grants + events + beats),
    'pubnub-edge': listening * waits,
  };
}

/** Names of the manifest's services that a planned line speaks of as if they were missing. */
export function builtMeanwhile(manifest: Readonly<Record<string, Service>>): string[] {
  return planned
    .filter(({ service, size }) => size !== null && service in manifest)
    .map(({ service }) => service);
}
