import { setTimeout as wait } from 'node:timers/promises';
import type { SuiteClock } from '../clock.js';
import type { Faults } from '../faults.js';
import type { ServiceCaller } from '../identity/service-caller.js';
import { type CheckedJob, pauseBefore, slotAfter, slotUpTo } from './job.js';

/** How a run stands after its last attempt. Instants are ISO 8601 in the suite's time. */
export interface RunResult {
  /** The slot of the schedule that the run is for; for a forced run, when it was forced. */
  scheduleTime: string;
  succeeded: boolean;
  attempts: number;
  endedAt: string;
  /** Of the last attempt's answer, if one came. */
  status?: number;
  /** Why the last attempt has no answer. */
  error?: string;
  /** When a failed run is attempted again; absent when it is over. */
  retryAt?: string;
}

export interface JobState {
  name: string;
  schedule: string;
  timeZone: string;
  running: boolean;
  nextRunAt?: string;
  lastRun?: RunResult;
}

/** What outlives the process: the last result, and the run that is not over. */
export interface JobRecord {
  lastRun?: RunResult;
  open?: OpenRun;
}

interface OpenRun {
  /** Epoch milliseconds, as all instants here. */
  scheduledAt: number;
  startedAt: number;
  attempts: number;
}

export interface JobRunnerOptions {
  job: CheckedJob;
  record: JobRecord;
  clock: SuiteClock;
  faults: Faults;
  caller: ServiceCaller;
  save(record: JobRecord): void;
  /** An attempt began or ended. */
  changed(): void;
}

/** Runs one job when it is due. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #stopping = new AbortController();
  #record: JobRecord;
  #attempt: Promise<RunResult> | undefined;
  #nextSlot: number | undefined;
  #retryAt: number | undefined;
  #cancelSlot = () => {};
  #cancelRetry = () => {};

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#record = options.record;
  }

  start(): void {
    // How a run ended that a stop or a crash cut short is not known: it is attempted again.
    if (this.#record.open) void this.#go(this.#record.open);
    this.#arm();
  }

  get isAttempting(): boolean {
    return this.#attempt !== undefined;
  }

  state(): JobState {
    const { name, schedule, timeZone } = this.#options.job;
    return {
      name,
      schedule,
      timeZone,
      running: this.#record.open !== undefined,
      ...(this.#nextSlot !== undefined && { nextRunAt: new Date(this.#nextSlot).toISOString() }),
      ...(this.#record.lastRun && { lastRun: this.#record.lastRun }),
    };
  }

  /** Attempts now: the run that is under way or waits for a retry, else a new one. */
  run(): Promise<RunResult> {
    if (this.#attempt) return this.#attempt;
    return this.#go(this.#record.open ?? this.#newRun(this.#options.clock.now()));
  }

  /** The clock was moved; when it was moved back, slots lie ahead again, and a retry would wait too long. */
  moved(): void {
    const { clock, job } = this.#options;
    const now = clock.now();
    const next = slotAfter(job, now);
    if (next !== undefined && next < (this.#nextSlot ?? Number.POSITIVE_INFINITY)) this.#arm();
    if (this.#retryAt !== undefined && this.#retryAt > now + job.retry.maxBackoffSeconds * 1_000) {
      void this.run();
    }
  }

  stop(): void {
    this.#stopping.abort();
    this.#cancelSlot();
    this.#cancelRetry();
  }

  #arm(): void {
    const { clock, job } = this.#options;
    this.#cancelSlot();
    this.#nextSlot = slotAfter(job, clock.now());
    if (this.#nextSlot !== undefined) this.#cancelSlot = clock.alarm(this.#nextSlot, () => this.#due());
  }

  #due(): void {
    const { clock, job } = this.#options;
    const slot = slotUpTo(job, clock.now());
    this.#arm();
    if (slot !== undefined && !this.#record.open) void this.#go(this.#newRun(slot));
  }

  #newRun(scheduledAt: number): OpenRun {
    return { scheduledAt, startedAt: this.#options.clock.now(), attempts: 0 };
  }

  #go(run: OpenRun): Promise<RunResult> {
    const open = { ...run, attempts: run.attempts + 1 };
    this.#cancelRetry();
    this.#retryAt = undefined;
    this.#save({ ...this.#record, open });
    this.#attempt = this.#tryOnce(open);
    this.#options.changed();
    return this.#attempt;
  }

  async #tryOnce(open: OpenRun): Promise<RunResult> {
    const outcome = await this.#call(open);
    this.#attempt = undefined;
    const result = this.#resultOf(open, outcome);
    if (!this.#stopping.signal.aborted) this.#conclude(open, result);
    this.#options.changed();
    return result;
  }

  #resultOf(open: OpenRun, outcome: { status?: number; error?: string }): RunResult {
    const now = this.#options.clock.now();
    const { status = 0 } = outcome;
    const succeeded = status >= 200 && status < 300 && !this.#options.faults.draw('lose');
    const pause = succeeded ? undefined : this.#pauseAfter(open, now);
    return {
      scheduleTime: scheduleTime(open),
      succeeded,
      attempts: open.attempts,
      endedAt: new Date(now).toISOString(),
      ...outcome,
      ...(pause !== undefined && { retryAt: new Date(now + pause).toISOString() }),
    };
  }

  #conclude(open: OpenRun, result: RunResult): void {
    if (result.retryAt === undefined) {
      this.#save({ lastRun: result });
      return;
    }
    this.#save({ lastRun: result, open });
    this.#retryAt = Date.parse(result.retryAt);
    this.#cancelRetry = this.#options.clock.alarm(this.#retryAt, () => void this.#go(open));
  }

  /** Milliseconds until the next attempt of a failed run; undefined when there is none. */
  #pauseAfter({ attempts, startedAt }: OpenRun, now: number): number | undefined {
    const { retry } = this.#options.job;
    const lasts = retry.maxRetryDurationSeconds * 1_000;
    const countLeft = attempts <= retry.retryCount;
    const timeLeft = lasts > 0 && now - startedAt < lasts;
    return countLeft || timeLeft ? pauseBefore(attempts, retry) * 1_000 : undefined;
  }

  async #call(open: OpenRun): Promise<{ status?: number; error?: string }> {
    const { clock, job, faults } = this.#options;
    const late = new AbortController();
    const deadline = clock.now() + job.attemptDeadlineSeconds * 1_000;
    const cancelDeadline = clock.alarm(deadline, () => late.abort(new Error('the attempt deadline passed')));
    const signal = AbortSignal.any([late.signal, this.#stopping.signal]);
    try {
      await failByFault(faults, signal);
      const calls = faults.draw('duplicate') ? 2 : 1;
      let status = 0;
      for (let call = 0; call < calls; call += 1) status = await this.#request(open, signal);
      return { status };
    } catch (error) {
      const reason = signal.aborted ? signal.reason : error;
      return { error: reason instanceof Error ? reason.message : String(reason) };
    } finally {
      cancelDeadline();
    }
  }

  #request(open: OpenRun, signal: AbortSignal): Promise<number> {
    const { name, target } = this.#options.job;
    return this.#options.caller.call({
      url: target.uri,
      method: target.method,
      headers: {
        ...(target.body !== undefined && { 'content-type': 'application/octet-stream' }),
        ...lowerCase(target.headers ?? {}),
        'user-agent': 'Google-Cloud-Scheduler',
        'x-cloudscheduler': 'true',
        'x-cloudscheduler-jobname': name,
        'x-cloudscheduler-scheduletime': scheduleTime(open),
      },
      body: target.body === undefined ? undefined : Buffer.from(target.body),
      oidc: target.oidc,
      signal,
    });
  }

  #save(record: JobRecord): void {
    this.#record = record;
    this.#options.save(record);
  }
}

/** RFC 3339 in UTC, to the second for a slot of a schedule. */
function scheduleTime({ scheduledAt }: OpenRun): string {
  return new Date(scheduledAt).toISOString().replace('.000Z', 'Z');
}

async function failByFault(faults: Faults, signal: AbortSignal): Promise<void> {
  const slow = faults.draw('latency');
  if (slow) await wait(slow.ms ?? 1_000, undefined, { signal });
  const fault = faults.draw('down', 'reset', 'hang', 'error', 'quota');
  if (!fault) return;
  if (fault.kind === 'hang') await Promise.race([faults.lifted(), aborted(signal)]);
  throw new Error(`the scheduler is set to fail (${fault.kind})`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
