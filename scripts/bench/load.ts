import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { percentile } from './statistics.js';

export interface LoadOptions {
  /** Asked in turns, round and round. */
  urls: readonly string[];
  /** Posted as JSON to the URL of the same place; without them the URLs are got. */
  bodies?: readonly string[];
  /** Each sends its next request when the last one is answered. */
  connections: number;
  seconds: number;
  /** Before anything counts: compilers and caches warm up. */
  warmUpSeconds: number;
  headers?: Readonly<Record<string, string>>;
  /**
   * The first half of an IPv4 address, e.g. `10.1`: every eight requests come from another address in it, as a load
   * balancer would report them, so that nobody meets a limit.
   */
  clientsIn?: string;
}

export interface LoadResult {
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  /** How often each status was answered; 0 is a broken connection. */
  statuses: Readonly<Record<string, number>>;
}

export interface RawResult {
  latencies: number[];
  statuses: Record<string, number>;
  seconds: number;
}

/**
 * Closed-loop load from a process of its own, so that measuring does not take the measured one's time.
 * @throws when an answer is not 200: a fast refusal is not throughput
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('./load-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  child.send(options);
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The load ended without a result')));
  const [raw] = (await Promise.race([once(child, 'message'), ended])) as [RawResult];
  const failed = Object.entries(raw.statuses).filter(([status]) => status !== '200');
  if (failed.length > 0) {
    const counts = failed.map(([status, count]) => `${count} x ${status}`).join(', ');
    throw new Error(`Not every request was answered with 200 (${counts}), e.g. ${options.urls[0]}`);
  }
  return {
    perSecond: raw.latencies.length / raw.seconds,
    p50: percentile(raw.latencies, 0.5),
    p95: percentile(raw.latencies, 0.95),
    p99: percentile(raw.latencies, 0.99),
    statuses: raw.statuses,
  };
}
