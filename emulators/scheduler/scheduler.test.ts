import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SuiteClock } from '../clock.js';
import { type ListeningServer, readBody, serveHttp } from '../http-server.js';
import type { ScheduledJob } from './job.js';
import { type Scheduler, startScheduler } from './scheduler.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

interface Call {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let folder: string;
let clock: SuiteClock;
let scheduler: Scheduler;
let service: ListeningServer;
let calls: Call[];
let arrivals: (() => void)[];
let answer: () => number | Promise<number>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scheduler-'));
  clock = new SuiteClock(Date.parse('2026-01-01T10:20:00Z'));
  calls = [];
  arrivals = [];
  answer = () => 200;
  service = await serveHttp(async (request, response) => {
    const body = (await readBody(request)).toString();
    calls.push({ method: request.method ?? '', headers: request.headers, body });
    for (const arrived of arrivals) arrived();
    response.writeHead(await answer()).end();
  });
  scheduler = await start();
});

afterEach(async () => {
  await scheduler.stop();
  await service.close();
  clock.stop();
  rmSync(folder, { recursive: true });
});

function start(): Promise<Scheduler> {
  const identity = {
    token: async ({ email, audience }: { email: string; audience: string }) => `${email} for ${audience}`,
  };
  return startScheduler({ folder, clock, identity });
}

function hourly(more: Partial<ScheduledJob> = {}): ScheduledJob {
  return {
    name: 'ingest-hourly',
    schedule: '0 * * * *',
    timeZone: 'UTC',
    target: { uri: `${service.url}/plan`, method: 'POST' },
    ...more,
  };
}

async function called(count: number): Promise<void> {
  while (calls.length < count) await new Promise<void>((resolve) => arrivals.push(resolve));
}

function slots(): unknown[] {
  return calls.map(({ headers }) => headers['x-cloudscheduler-scheduletime']);
}

it('calls a job when its slot comes, with its name, slot and identity', async () => {
  const oidc = { serviceAccountEmail: 'scheduler@example.com', audience: 'https://plan' };
  const headers = { 'Content-Type': 'application/json' };
  const target = {
    uri: `${service.url}/plan`,
    method: 'POST' as const,
    body: '{"full":true}',
    headers,
    oidc,
  };
  scheduler.define([hourly({ target })]);
  expect(scheduler.jobs()).toMatchObject([{ nextRunAt: '2026-01-01T11:00:00.000Z', running: false }]);
  clock.advance(HOUR_MS);
  expect(scheduler.pending()).toBe(1);
  await scheduler.idle();
  expect(scheduler.pending()).toBe(0);

  expect(calls).toEqual([
    {
      method: 'POST',
      body: '{"full":true}',
      headers: expect.objectContaining({
        authorization: 'Bearer scheduler@example.com for https://plan',
        'content-type': 'application/json',
        'x-cloudscheduler': 'true',
        'x-cloudscheduler-jobname': 'ingest-hourly',
        'x-cloudscheduler-scheduletime': '2026-01-01T11:00:00Z',
      }),
    },
  ]);
  expect(scheduler.jobs()).toMatchObject([
    {
      nextRunAt: '2026-01-01T12:00:00.000Z',
      running: false,
      lastRun: { scheduleTime: '2026-01-01T11:00:00Z', succeeded: true, attempts: 1, status: 200 },
    },
  ]);
});

it('calls again at every slot that is reached one by one', async () => {
  scheduler.define([hourly()]);
  for (let hour = 0; hour < 3; hour += 1) {
    clock.advance(HOUR_MS);
    await scheduler.idle();
  }
  expect(slots()).toEqual(['2026-01-01T11:00:00Z', '2026-01-01T12:00:00Z', '2026-01-01T13:00:00Z']);
});

it('calls once, for the last slot, when the clock is moved over several', async () => {
  scheduler.define([hourly()]);
  clock.advance(5 * HOUR_MS);
  await scheduler.idle();
  expect(slots()).toEqual(['2026-01-01T15:00:00Z']);
});

it('skips the slots that pass while a run is not over', async () => {
  let finish = () => {};
  answer = () =>
    new Promise((resolve) => {
      finish = () => resolve(200);
    });
  scheduler.define([{ ...hourly({ attemptDeadlineSeconds: 1_800 }), schedule: '*/10 * * * *' }]);
  clock.advance(10 * MINUTE_MS);
  await called(1);
  clock.advance(10 * MINUTE_MS);
  finish();
  await scheduler.idle();
  clock.advance(10 * MINUTE_MS);
  await called(2);
  finish();
  await scheduler.idle();
  expect(slots()).toEqual(['2026-01-01T10:30:00Z', '2026-01-01T10:50:00Z']);
});

it('sees slots again when the clock is moved back', async () => {
  scheduler.define([hourly()]);
  clock.advance(HOUR_MS);
  await scheduler.idle();
  clock.set(Date.parse('2025-12-31T23:30:00Z'));
  expect(scheduler.jobs()).toMatchObject([{ nextRunAt: '2026-01-01T00:00:00.000Z' }]);
  clock.advance(HOUR_MS);
  await scheduler.idle();
  expect(slots()).toEqual(['2026-01-01T11:00:00Z', '2026-01-01T00:00:00Z']);
});

describe('a failed attempt', () => {
  it('waits for the next slot by default', async () => {
    answer = () => 503;
    scheduler.define([hourly()]);
    clock.advance(HOUR_MS);
    await scheduler.idle();
    expect(scheduler.jobs()).toMatchObject([{ running: false, lastRun: { succeeded: false, status: 503 } }]);
    clock.advance(30 * MINUTE_MS);
    expect(scheduler.pending()).toBe(0);
    expect(calls).toHaveLength(1);
  });

  it('is retried with growing pauses for the same slot, as its configuration says', async () => {
    answer = () => (calls.length < 3 ? 500 : 200);
    scheduler.define([hourly({ retry: { retryCount: 3, minBackoffSeconds: 10 } })]);
    clock.advance(HOUR_MS);
    await scheduler.idle();
    expect(scheduler.jobs()).toMatchObject([{ running: true, lastRun: { attempts: 1, succeeded: false } }]);
    clock.advance(9 * SECOND_MS);
    expect(scheduler.pending()).toBe(0);
    clock.advance(SECOND_MS);
    await scheduler.idle();
    clock.advance(19 * SECOND_MS);
    expect(scheduler.pending()).toBe(0);
    clock.advance(SECOND_MS);
    await scheduler.idle();
    expect(slots()).toEqual(Array(3).fill('2026-01-01T11:00:00Z'));
    expect(scheduler.jobs()).toMatchObject([{ running: false, lastRun: { attempts: 3, succeeded: true } }]);
  });

  it('is one that takes longer than its deadline', async () => {
    answer = () => new Promise(() => {});
    scheduler.define([hourly({ attemptDeadlineSeconds: 60 })]);
    clock.advance(HOUR_MS);
    await called(1);
    clock.advance(60 * SECOND_MS);
    await scheduler.idle();
    expect(scheduler.jobs()).toMatchObject([{ lastRun: { error: 'the attempt deadline passed' } }]);
  });

  it('is one that reaches nobody', async () => {
    const target = { uri: 'http://127.0.0.1:1/', method: 'POST' as const };
    scheduler.define([hourly({ target })]);
    expect(await scheduler.run('ingest-hourly')).toMatchObject({
      succeeded: false,
      error: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('is retried for as long as its configuration says', async () => {
    answer = () => 500;
    scheduler.define([hourly({ retry: { maxRetryDurationSeconds: 25, minBackoffSeconds: 10 } })]);
    await scheduler.run('ingest-hourly');
    for (let retry = 0; retry < 3; retry += 1) {
      clock.advance(20 * SECOND_MS);
      await scheduler.idle();
    }
    expect(scheduler.jobs()).toMatchObject([{ running: false, lastRun: { attempts: 3 } }]);
  });
});

describe('a forced run', () => {
  it('calls at once and leaves the schedule as it is', async () => {
    scheduler.define([hourly()]);
    const result = await scheduler.run('ingest-hourly');
    expect(result).toMatchObject({ succeeded: true, attempts: 1, status: 200 });
    expect(slots()).toEqual([result.scheduleTime]);
    expect(scheduler.jobs()).toMatchObject([{ nextRunAt: '2026-01-01T11:00:00.000Z' }]);
  });

  it('joins the attempt under way', async () => {
    scheduler.define([hourly()]);
    const results = await Promise.all([scheduler.run('ingest-hourly'), scheduler.run('ingest-hourly')]);
    expect(results[0]).toBe(results[1]);
    expect(calls).toHaveLength(1);
  });

  it('makes a retry that is waited for', async () => {
    answer = () => (calls.length === 1 ? 500 : 200);
    scheduler.define([hourly({ retry: { retryCount: 1 } })]);
    expect(await scheduler.run('ingest-hourly')).toMatchObject({ retryAt: expect.any(String) });
    expect(await scheduler.run('ingest-hourly')).toMatchObject({ succeeded: true, attempts: 2 });
    clock.advance(10 * MINUTE_MS);
    expect(scheduler.pending()).toBe(0);
  });

  it('fails for an unknown job', async () => {
    scheduler.define([hourly()]);
    await expect(scheduler.run('missing')).rejects.toThrow('There is no job missing; defined: ingest-hourly');
  });
});

describe('after a restart', () => {
  it('remembers the last run', async () => {
    scheduler.define([hourly()]);
    const lastRun = await scheduler.run('ingest-hourly');
    await scheduler.stop();
    scheduler = await start();
    scheduler.define([hourly()]);
    expect(scheduler.jobs()).toMatchObject([{ running: false, lastRun }]);
    expect(calls).toHaveLength(1);
  });

  it('attempts a run again that was cut short, for its slot', async () => {
    answer = () => new Promise(() => {});
    scheduler.define([hourly()]);
    clock.advance(HOUR_MS);
    await called(1);
    await scheduler.stop();
    answer = () => 200;
    scheduler = await start();
    scheduler.define([hourly()]);
    await scheduler.idle();
    expect(slots()).toEqual(['2026-01-01T11:00:00Z', '2026-01-01T11:00:00Z']);
    expect(scheduler.jobs()).toMatchObject([{ running: false, lastRun: { attempts: 2, succeeded: true } }]);
  });
});

describe('faults', () => {
  it.each(['down', 'reset', 'error', 'quota'] as const)(
    'of kind %s keep calls from being made',
    async (kind) => {
      scheduler.define([hourly()]);
      scheduler.faults.set({ kind, rate: 1 });
      expect(await scheduler.run('ingest-hourly')).toMatchObject({ succeeded: false });
      expect(calls).toHaveLength(0);
      scheduler.faults.clear();
      expect(await scheduler.run('ingest-hourly')).toMatchObject({ succeeded: true });
    },
  );

  it('of kind duplicate call twice for a slot', async () => {
    scheduler.define([hourly()]);
    scheduler.faults.set({ kind: 'duplicate', rate: 1 });
    clock.advance(HOUR_MS);
    await scheduler.idle();
    expect(slots()).toEqual(['2026-01-01T11:00:00Z', '2026-01-01T11:00:00Z']);
  });

  it('of kind lose lose the answer of a call', async () => {
    scheduler.define([hourly({ retry: { retryCount: 1 } })]);
    scheduler.faults.set({ kind: 'lose', rate: 1 });
    expect(await scheduler.run('ingest-hourly')).toMatchObject({
      succeeded: false,
      retryAt: expect.any(String),
    });
    expect(calls).toHaveLength(1);
  });
});

it('refuses two jobs of one name and keeps those it has', () => {
  scheduler.define([hourly()]);
  expect(() => scheduler.define([hourly(), hourly()])).toThrow('same name');
  expect(scheduler.jobs()).toHaveLength(1);
});

it('forgets on reset and remembers on import', async () => {
  scheduler.define([hourly()]);
  const lastRun = await scheduler.run('ingest-hourly');
  const archive = await scheduler.export();
  await scheduler.reset();
  expect(scheduler.jobs()[0]).not.toHaveProperty('lastRun');
  await scheduler.import(archive);
  expect(scheduler.jobs()).toMatchObject([{ lastRun }]);
});
