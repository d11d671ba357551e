import type { FaultKind } from '../../emulators/faults.js';

/** Something that the system depends on and that fails for a while. */
export interface Outage {
  faults: readonly { target: string; kind: FaultKind; rate: number; ms?: number }[];
  /** Lasts until a message has run out of its attempts; only where dead letters can be kept meanwhile. */
  exhausts?: true;
}

/** Whatever is asked over the network. The scheduler and the issuer of tokens are the cloud's own. */
const asked = ['firestore', 'storage', 'qdrant', 'upstash', 'pubsub', 'tmdb'] as const;
const caller = ['scheduler', 'identity'] as const;
const failures = ['down', 'hang', 'reset', 'error', 'quota'] as const;
const ofMessages = ['lose', 'duplicate', 'reorder'] as const;
/** Longer than a patient client waits for a part of its answer, shorter than a deadline. */
const SLOW_MS = 700;

const total = (target: string, kind: FaultKind): Outage => ({ faults: [{ target, kind, rate: 1 }] });
const partial = (target: string): Outage => ({ faults: [{ target, kind: 'error', rate: 0.3 }] });
const slow = (target: string): Outage => ({ faults: [{ target, kind: 'latency', rate: 1, ms: SLOW_MS }] });
const together = (...outages: readonly Outage[]): Outage => ({
  faults: outages.flatMap(({ faults }) => faults),
});

const exhausting: Outage = { ...total('qdrant', 'down'), exhausts: true };

/** Two neighbours of a title's way at once, the one refusing and the other silent. */
const pairs: Outage[] = asked.map((target, i) =>
  together(total(target, 'down'), total(asked[(i + 1) % asked.length] ?? target, 'hang')),
);

/** Every way to fail of every dependency, one after the other, then two at once, and all. */
export const allOutages: readonly Outage[] = [
  ...asked.flatMap((target) => [
    ...failures.map((kind) => total(target, kind)),
    partial(target),
    slow(target),
  ]),
  exhausting,
  ...ofMessages.map((kind) => total('pubsub', kind)),
  ...caller.map((target) => total(target, 'down')),
  ...pairs,
  together(...[...asked, ...caller].map((target) => total(target, 'down'))),
];

/** One of each dependency, and those of a title's way at once. */
export const fewOutages: readonly Outage[] = [
  total('firestore', 'down'),
  total('storage', 'error'),
  exhausting,
  total('upstash', 'hang'),
  together(total('pubsub', 'down'), total('tmdb', 'quota')),
  together(total('pubsub', 'duplicate'), partial('pubsub'), total('identity', 'error')),
  together(...asked.map((target) => total(target, 'down'))),
];

export function nameOf({ faults }: Outage): string {
  return faults.map(({ target, kind, rate }) => `${target} ${kind}${rate < 1 ? ` ${rate}` : ''}`).join(' + ');
}
