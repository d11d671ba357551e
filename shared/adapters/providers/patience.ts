import { setTimeout as wait } from 'node:timers/promises';

/** How an adapter waits. Tests give their own, so as not to. */
export interface Patience {
  delay(ms: number): Promise<unknown>;
  /** From 0 up to 1. */
  random(): number;
  /** How long one request may take, its body included. */
  timeoutMs: number;
}

export const patience: Patience = {
  delay: (ms) => wait(ms),
  random: () => Math.random(),
  timeoutMs: 10_000,
};
