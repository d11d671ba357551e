import { Cron } from 'croner';
import type { OidcToken } from '../identity/service-caller.js';

/** Limits and defaults of the product, from the reference of its API (projects.locations.jobs). */
export const MIN_ATTEMPT_DEADLINE_SECONDS = 15;
export const MAX_ATTEMPT_DEADLINE_SECONDS = 30 * 60;
export const DEFAULT_ATTEMPT_DEADLINE_SECONDS = 180;
export const MAX_RETRY_COUNT = 5;
export const MAX_DOUBLINGS = 16;
export const MAX_BODY_BYTES = 1024 * 1024;
const JOB_NAME = /^[A-Za-z\d_-]{1,500}$/;
/** Numbers, names of three letters, lists, ranges and steps; the product's cron knows nothing else. */
const CRON_FIELDS = /^(?:[\d*,/-]|[A-Za-z]{3})+(?: (?:[\d*,/-]|[A-Za-z]{3})+){4}$/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const DEFAULT_RETRY: Required<RetryConfig> = {
  retryCount: 0,
  maxRetryDurationSeconds: 0,
  minBackoffSeconds: 5,
  maxBackoffSeconds: 3_600,
  maxDoublings: 5,
};

export interface RetryConfig {
  /** Attempts after the first one, 0 to 5. */
  retryCount?: number;
  /** Retries go on for this long at least; with a `retryCount`, until both limits are reached. 0: no limit. */
  maxRetryDurationSeconds?: number;
  minBackoffSeconds?: number;
  maxBackoffSeconds?: number;
  /** How often the pause doubles before it grows by equal steps. */
  maxDoublings?: number;
}

export interface ScheduledJob {
  name: string;
  /** Five fields of Unix cron: minute, hour, day of the month, month, day of the week. */
  schedule: string;
  /** IANA name, e.g. `America/New_York`. */
  timeZone: string;
  target: {
    uri: string;
    method: (typeof METHODS)[number];
    body?: string;
    headers?: Record<string, string>;
    /** The identity that the request carries. */
    oidc?: OidcToken;
  };
  attemptDeadlineSeconds?: number;
  retry?: RetryConfig;
}

/** A job with every default filled in and its schedule read. */
export interface CheckedJob extends ScheduledJob {
  attemptDeadlineSeconds: number;
  retry: Required<RetryConfig>;
  cron: Cron;
}

/** Throws a RangeError that names the job and what to change, unless the product would take it. */
export function checkJob(job: ScheduledJob): CheckedJob {
  const checked = {
    ...job,
    attemptDeadlineSeconds: job.attemptDeadlineSeconds ?? DEFAULT_ATTEMPT_DEADLINE_SECONDS,
    retry: { ...DEFAULT_RETRY, ...job.retry },
    cron: readSchedule(job),
  };
  const fault = faultOf(checked);
  if (fault) throw new RangeError(`Job ${job.name}: ${fault}`);
  return checked;
}

/** The first slot after an instant (epoch milliseconds); undefined when there is none. */
export function slotAfter({ cron }: CheckedJob, instant: number): number | undefined {
  return cron.nextRun(new Date(instant))?.getTime();
}

/** The last slot at or before an instant. */
export function slotUpTo({ cron }: CheckedJob, instant: number): number | undefined {
  return cron.previousRuns(1, new Date(instant + 1))[0]?.getTime();
}

/**
 * Seconds between a failed attempt and the next: doubles `maxDoublings` times from the least, then grows by the
 * last doubled step, up to the most. `retry` counts from 1.
 */
export function pauseBefore(retry: number, config: Required<RetryConfig>): number {
  const { minBackoffSeconds, maxBackoffSeconds, maxDoublings } = config;
  const doublings = Math.min(retry - 1, maxDoublings);
  const steps = Math.max(1, retry - maxDoublings);
  return Math.min(maxBackoffSeconds, minBackoffSeconds * 2 ** doublings * steps);
}

function readSchedule({ name, schedule, timeZone }: ScheduledJob): Cron {
  try {
    if (!CRON_FIELDS.test(schedule)) throw new Error('five fields of digits, names and * , - / are expected');
    const cron = new Cron(schedule, { timezone: timeZone, mode: '5-part', paused: true });
    cron.nextRun(new Date(0));
    return cron;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RangeError(`Job ${name}: schedule "${schedule}" in ${timeZone} cannot be read: ${reason}`);
  }
}

function faultOf({ name, target, attemptDeadlineSeconds, retry }: CheckedJob): string | undefined {
  const rules: [fault: string, holds: boolean][] = [
    ['its name needs 1 to 500 letters, digits, - and _', JOB_NAME.test(name)],
    [`${target.uri} is not an http or https URL`, /^https?:/i.test(target.uri) && URL.canParse(target.uri)],
    [`method is ${target.method}; it must be one of ${METHODS.join(', ')}`, METHODS.includes(target.method)],
    [
      `the body is larger than ${MAX_BODY_BYTES} bytes`,
      Buffer.byteLength(target.body ?? '') <= MAX_BODY_BYTES,
    ],
    [
      `attemptDeadlineSeconds must be ${MIN_ATTEMPT_DEADLINE_SECONDS} to ${MAX_ATTEMPT_DEADLINE_SECONDS}`,
      between(attemptDeadlineSeconds, MIN_ATTEMPT_DEADLINE_SECONDS, MAX_ATTEMPT_DEADLINE_SECONDS),
    ],
    [`retryCount must be 0 to ${MAX_RETRY_COUNT}`, between(retry.retryCount, 0, MAX_RETRY_COUNT)],
    [`maxDoublings must be 0 to ${MAX_DOUBLINGS}`, between(retry.maxDoublings, 0, MAX_DOUBLINGS)],
    [
      'minBackoffSeconds must be 0 to maxBackoffSeconds',
      between(retry.minBackoffSeconds, 0, retry.maxBackoffSeconds),
    ],
  ];
  return rules.find(([, holds]) => !holds)?.[0];
}

function between(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
