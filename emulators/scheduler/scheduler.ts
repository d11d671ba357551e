import { DiskFull } from '../disk.js';
import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import type { TokenSource } from '../identity/identity.js';
import { ServiceCaller } from '../identity/service-caller.js';
import { Store } from '../store.js';
import { checkJob, type ScheduledJob } from './job.js';
import { type JobRecord, JobRunner, type JobState, type RunResult } from './job-runner.js';

export type { ScheduledJob } from './job.js';
export type { JobState, RunResult } from './job-runner.js';

export interface SchedulerOptions extends EmulatorOptions {
  /** Signs the tokens that requests carry. */
  identity: TokenSource;
  /** Defined at once; services that are not up yet are better served by a later `define`. */
  jobs?: readonly ScheduledJob[];
}

export interface Scheduler extends Emulator {
  /**
   * Replaces the jobs; those that keep their name keep their history, and an attempt under way is made again.
   * Throws a RangeError, and changes nothing, when the product would refuse one of them.
   */
  define(jobs: readonly ScheduledJob[]): void;
  /**
   * Runs a job now, whatever its schedule: joins the attempt under way, makes the retry that is waited for, or
   * starts a run. Resolves after one attempt; `retryAt` says whether another follows. Rejects for an unknown name.
   */
  run(name: string): Promise<RunResult>;
  jobs(): JobState[];
  /** Attempts under way. A run that waits for its retry is not one. */
  pending(): number;
  /** Resolves when no attempt is under way. */
  idle(): Promise<void>;
}

/**
 * Cloud Scheduler in the suite's time; it has no protocol of its own, jobs are declared. A job is called when a slot
 * of its schedule comes. Slots that pass while a run is not over (an attempt under way or a retry waited for) are
 * skipped. When the clock is moved over several slots the job runs once, for the last of them. Slots that pass while
 * the suite is off are missed; a run that a stop or a crash cut short is attempted again when its job is defined.
 *
 * Faults: those of requests fail attempts without calling. `lose` loses the answer of a call, which is then
 * retried; `duplicate` calls twice, as the product, which promises at least one call, may do.
 */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { clock } = options;
  const faults = new Faults();
  const store = new Store(options.folder, ['jobs']);
  const records = store.table('jobs');
  const caller = new ServiceCaller(options.identity);
  const runners = new Map<string, JobRunner>();
  let declared: readonly ScheduledJob[] = [];
  let waiting: (() => void)[] = [];

  const pending = () => [...runners.values()].filter((runner) => runner.isAttempting).length;

  const wakeWhenIdle = () => {
    if (pending() > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };

  const recordOf = (name: string) => JSON.parse(records.get([name])?.toString() ?? '{}') as JobRecord;

  const saveRecord = (name: string, record: JobRecord) => {
    try {
      records.put([name], Buffer.from(JSON.stringify(record)));
    } catch (error) {
      // Nobody was promised the record, and jobs go on without it; the next one replaces it.
      if (!(error instanceof DiskFull)) throw error;
    }
  };

  const stopRunners = () => {
    for (const runner of runners.values()) runner.stop();
    runners.clear();
  };

  const define = (jobs: readonly ScheduledJob[]) => {
    const checked = jobs.map(checkJob);
    const names = new Set(jobs.map(({ name }) => name));
    if (names.size < jobs.length) throw new RangeError('Two jobs have the same name; rename one of them.');
    stopRunners();
    declared = jobs;
    for (const job of checked) {
      const save = (record: JobRecord) => saveRecord(job.name, record);
      const record = recordOf(job.name);
      const runner = new JobRunner({ job, record, clock, faults, caller, save, changed: wakeWhenIdle });
      runners.set(job.name, runner);
      runner.start();
    }
    wakeWhenIdle();
  };

  define(options.jobs ?? []);
  const forgetClock = clock.onMoved(() => {
    for (const runner of runners.values()) runner.moved();
  });

  return {
    name: 'scheduler',
    env: {},
    faults,
    define,
    async run(name) {
      const runner = runners.get(name);
      if (!runner)
        throw new RangeError(`There is no job ${name}; defined: ${[...runners.keys()].join(', ')}`);
      return runner.run();
    },
    jobs: () => [...runners.values()].map((runner) => runner.state()),
    pending,
    idle: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wakeWhenIdle();
      }),
    async stop() {
      forgetClock();
      stopRunners();
      wakeWhenIdle();
      caller.close();
      await store.close();
    },
    async reset() {
      stopRunners();
      store.clear();
      define(declared);
    },
    async export() {
      return store.export();
    },
    async import(entries) {
      stopRunners();
      store.import(entries);
      define(declared);
    },
  };
}
