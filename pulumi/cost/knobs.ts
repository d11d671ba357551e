import type { Manifest } from '../../shared/function/declare.js';
import { billFor } from './bill.js';
import type { LoadProfile } from './load-profile.js';
import type { Prices } from './prices.js';
import type { Assumptions } from './workload.js';

/** A choice of the operator, turned away from where the profile has it. */
export interface Knob {
  name: string;
  turn(profile: LoadProfile): LoadProfile;
}

export const knobs: readonly Knob[] = [
  { name: 'PubNub: tokens of 60 minutes instead of 15', turn: (p) => ({ ...p, tokenMinutes: 60 }) },
  { name: 'PubNub: no presence events', turn: (p) => ({ ...p, presence: false }) },
  { name: 'PubNub: one session in four listens', turn: (p) => ({ ...p, listening: 0.25 }) },
  {
    name: 'PubNub: publishing only to a second device (one viewer in four)',
    turn: (p) => ({ ...p, published: 0.25 }),
  },
  {
    name: 'PubNub: heartbeats published every 30 s (never done)',
    turn: (p) => ({ ...p, heartbeatSeconds: 30 }),
  },
  {
    name: 'Qdrant: one replica instead of two',
    turn: (p) => ({ ...p, qdrant: { ...p.qdrant, replicas: 1 } }),
  },
  {
    name: 'Qdrant: float32 in memory instead of int8',
    turn: (p) => ({ ...p, qdrant: { ...p.qdrant, quantised: false } }),
  },
  {
    name: 'Qdrant: index of terms in memory',
    turn: (p) => ({ ...p, qdrant: { ...p.qdrant, termsOnDisk: false } }),
  },
  { name: 'Upstash: several zones (Prod Pack)', turn: (p) => ({ ...p, upstashProduction: true }) },
  { name: 'Catalogue: 1 million titles instead of 20', turn: (p) => ({ ...p, titles: p.titles / 20 }) },
  { name: 'Answers compressed to a fifth', turn: (p) => ({ ...p, compressed: 0.2 }) },
  { name: 'No cached answers', turn: (p) => ({ ...p, cached: {} }) },
  { name: 'No instances that wait (cold starts)', turn: (p) => ({ ...p, warm: false }) },
  { name: 'Log lines of one request in ten', turn: (p) => ({ ...p, logged: 0.1 }) },
  { name: 'Every request traced', turn: (p) => ({ ...p, traced: 1 }) },
  { name: 'No point-in-time recovery', turn: (p) => ({ ...p, recovery: false }) },
  {
    name: 'Five times as many changes of titles',
    turn: (p) => ({ ...p, changedAnHour: p.changedAnHour * 5 }),
  },
];

/** What each knob adds to a month's bill (or, below zero, saves), in dollars. */
export function turned(
  manifest: Manifest,
  prices: Prices,
  assumptions: Assumptions,
): { name: string; usd: number }[] {
  const { total } = billFor(manifest, prices, assumptions);
  return knobs.map(({ name, turn }) => {
    const profile = turn(assumptions.profile);
    return { name, usd: billFor(manifest, prices, { ...assumptions, profile }).total - total };
  });
}
