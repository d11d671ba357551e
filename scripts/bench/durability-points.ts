import type { Chance } from '../../emulators/catalogue/chance.js';

/** The moment of a life of the suite at which it is killed: `delayMs` after the `nth` of these. */
export interface KillPoint {
  after: KillEvent;
  nth: number;
  delayMs: number;
}

/** Steps of the pipeline between a page that was accepted and a title that is found. */
export const steps = [
  'normalise-page',
  'resolve-page',
  'embed-page',
  'index-page',
  'bump-cache-generation',
] as const;
export const products = ['firestore', 'pubsub', 'storage', 'upstash', 'qdrant'] as const;

/** `spawned`: while it starts and takes up what the one before left; `ready`: at any time; else an acknowledgement. */
export type KillEvent = 'spawned' | 'ready' | 'page' | (typeof steps)[number] | (typeof products)[number];

const events: readonly KillEvent[] = ['spawned', 'ready', 'page', ...steps, ...products];

/** How late a kill without a certain moment may come. */
const SPREAD_MS: Partial<Record<KillEvent, number>> = { spawned: 5_000, ready: 1_500 };
/** Every other kill comes right away, the rest within the next few milliseconds. */
const SOON_MS = 40;
/** Kills come at the first to the so manieth happening of their event. */
export const FURTHEST = 4;

/** Every event in turn, each at its first, second... happening; half of them a random while later. */
export function killPoints(count: number, chance: Chance): KillPoint[] {
  return Array.from({ length: count }, (_, index) => {
    const after = events[index % events.length] ?? 'ready';
    const round = Math.floor(index / events.length);
    const spread = SPREAD_MS[after];
    const delayMs = spread ? chance.next() * spread : round % 2 === 0 ? 0 : chance.next() * SOON_MS;
    return { after, nth: spread ? 1 : 1 + (round % FURTHEST), delayMs: Math.round(delayMs) };
  });
}
