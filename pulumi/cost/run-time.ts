import type { Service } from '../../shared/function/declare.js';
import { type LoadProfile, SECONDS } from './load-profile.js';

export type Size = Pick<Service, 'cpu' | 'memory' | 'concurrency' | 'min' | 'max'>;

/**
 * A Cloud Run vCPU over one of the machine that measured. Both are hardware threads of server processors, but of which
 * generation Cloud Run's is nobody promises: assumed, and to be replaced by a measurement there.
 */
export const PROCESSOR_RATIO = 0.7;
/** How much of its processor an instance may use before Cloud Run starts another one (its own default). */
export const UTILISATION = 0.6;
/** Node answers requests on one thread; a second processor helps only its collector and compilers. */
const BUSY_PROCESSORS = 1;
/** Cloud Run bills busy time in steps of 100 ms: half a step on average. */
const ROUNDING_SECONDS = 0.05;

/** What a service's requests cost it, all kinds together. */
export interface Traffic {
  /** A month. */
  calls: number;
  /** Milliseconds of a request on the machine that measured, on average. */
  cpuMs: number;
  /** Milliseconds in which it waits for other products. */
  waitMs: number;
}

export interface RunTime {
  busyCpuSeconds: number;
  busyGibSeconds: number;
  idleCpuSeconds: number;
  idleGibSeconds: number;
}

/** Requests a second that one instance answers at full use: its one thread or its concurrency ends first. */
export function perInstance({ concurrency }: Size, { cpuMs, waitMs }: Omit<Traffic, 'calls'>): number {
  const cpuSeconds = cpuMs / 1_000 / PROCESSOR_RATIO;
  return Math.min(BUSY_PROCESSORS / cpuSeconds, concurrency / (cpuSeconds + waitMs / 1_000));
}

/**
 * Time that is billed: an instance is busy while it has any request. With Poisson arrivals the share of busy time is
 * 1 - exp(-rate x duration).
 */
export function runTime(size: Size, traffic: Traffic, profile: LoadProfile): RunTime {
  const gib = gibOf(size);
  const rate = traffic.calls / SECONDS;
  const instances = Math.max(1, rate / (perInstance(size, traffic) * UTILISATION));
  const duration = (traffic.cpuMs / PROCESSOR_RATIO + traffic.waitMs) / 1_000 + ROUNDING_SECONDS;
  const share = 1 - Math.exp((-rate * duration) / instances);
  const busy = instances * share * SECONDS;
  const waiting = profile.warm ? size.min : 0;
  const idle = Math.max(0, waiting * SECONDS - Math.min(busy, waiting * SECONDS));
  return {
    busyCpuSeconds: busy * size.cpu,
    busyGibSeconds: busy * gib,
    idleCpuSeconds: idle * size.cpu,
    idleGibSeconds: idle * gib,
  };
}

export function gibOf({ memory }: Size): number {
  const match = /^(\d+)(Mi|Gi)$/.exec(memory);
  return Number(match?.[1]) / (match?.[2] === 'Mi' ? 1_024 : 1);
}
