import { describe, expect, it } from 'vitest';
import { checkJob, pauseBefore, type ScheduledJob, slotAfter, slotUpTo } from './job.js';

function job(schedule: string, timeZone = 'UTC', more: Partial<ScheduledJob> = {}): ScheduledJob {
  return { name: 'job', schedule, timeZone, target: { uri: 'http://127.0.0.1/', method: 'POST' }, ...more };
}

function slots(schedule: string, timeZone: string, from: string, count: number): string[] {
  const checked = checkJob(job(schedule, timeZone));
  const found: string[] = [];
  let at = Date.parse(from);
  for (let index = 0; index < count; index += 1) {
    at = slotAfter(checked, at) ?? Number.NaN;
    found.push(new Date(at).toISOString());
  }
  return found;
}

describe('slots', () => {
  it('follow the wall clock of the time zone over both changes of a year', () => {
    expect(slots('0 9 * * *', 'America/New_York', '2026-03-07T00:00:00Z', 3)).toEqual([
      '2026-03-07T14:00:00.000Z',
      '2026-03-08T13:00:00.000Z',
      '2026-03-09T13:00:00.000Z',
    ]);
    expect(slots('0 9 * * *', 'America/New_York', '2026-10-31T00:00:00Z', 3)).toEqual([
      '2026-10-31T13:00:00.000Z',
      '2026-11-01T14:00:00.000Z',
      '2026-11-02T14:00:00.000Z',
    ]);
  });

  it('come once for a time that the clocks skip or repeat', () => {
    expect(slots('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T07:00:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
    expect(slots('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  it('include the instant itself when looking back, and exclude it when looking forward', () => {
    const hourly = checkJob(job('0 * * * *'));
    const noon = Date.parse('2026-01-01T12:00:00Z');
    expect(slotUpTo(hourly, noon)).toBe(noon);
    expect(slotUpTo(hourly, noon - 1)).toBe(noon - 3_600_000);
    expect(slotAfter(hourly, noon)).toBe(noon + 3_600_000);
    expect(slotAfter(hourly, noon - 1)).toBe(noon);
  });
});

it('takes either day of a schedule that names a day of the month and of the week', () => {
  expect(slots('0 0 13 * FRI', 'UTC', '2026-11-01T00:00:00Z', 4).map((slot) => slot.slice(0, 10))).toEqual([
    '2026-11-06',
    '2026-11-13',
    '2026-11-20',
    '2026-11-27',
  ]);
});

describe('checkJob', () => {
  it.each([
    ['* * * *', 'UTC'],
    ['0 * * * * *', 'UTC'],
    ['@hourly', 'UTC'],
    ['61 * * * *', 'UTC'],
    ['0 0 L * *', 'UTC'],
    ['0 0 * * *', 'Mars/Olympus'],
  ])('refuses the schedule %s in %s', (schedule, timeZone) => {
    expect(() => checkJob(job(schedule, timeZone))).toThrow(RangeError);
  });

  it.each<[string, Partial<ScheduledJob>]>([
    ['name', { name: 'a job' }],
    ['URL', { target: { uri: 'somewhere', method: 'POST' } }],
    ['attemptDeadlineSeconds', { attemptDeadlineSeconds: 14 }],
    ['attemptDeadlineSeconds', { attemptDeadlineSeconds: 1_801 }],
    ['retryCount', { retry: { retryCount: 6 } }],
    ['minBackoffSeconds', { retry: { minBackoffSeconds: 10, maxBackoffSeconds: 5 } }],
    ['body', { target: { uri: 'http://a/', method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) } }],
  ])('refuses a wrong %s', (what, wrong) => {
    expect(() => checkJob(job('* * * * *', 'UTC', wrong))).toThrow(what);
  });
});

it('doubles the pause, then lets it grow by equal steps, up to the most', () => {
  const retry = {
    retryCount: 5,
    maxRetryDurationSeconds: 0,
    minBackoffSeconds: 10,
    maxBackoffSeconds: 300,
    maxDoublings: 3,
  };
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((count) => pauseBefore(count, retry));
  expect(pauses).toEqual([10, 20, 40, 80, 160, 240, 300, 300]);
});
