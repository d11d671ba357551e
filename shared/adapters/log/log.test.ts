import { expect, it } from 'vitest';
import { LogEnv } from './env.js';
import { jsonLog } from './log.js';

const clock = { now: () => Date.parse('2026-11-21T10:00:00Z') };

it('writes a line of JSON in the form that Cloud Logging reads', () => {
  const lines: string[] = [];
  const log = jsonLog('search', 'info', (line) => lines.push(line), clock);
  log('warn', 'slow\nanswer', { trace_id: 'abc', latency_ms: 1200 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    timestamp: '2026-11-21T10:00:00.000Z',
    level: 'WARN',
    severity: 'WARNING',
    service: 'search',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    message: 'slow\nanswer',
    trace_id: 'abc',
    latency_ms: 1200,
  });
});

it('leaves out what is below the level', () => {
  const lines: string[] = [];
  const log = jsonLog('search', 'warn', (line) => lines.push(line), clock);
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log(level, level);
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(['WARN', 'ERROR']);
});

it('is told the level by the environment', () => {
  expect(LogEnv.parse({})).toEqual({ LOG_LEVEL: 'info' });
  expect(LogEnv.safeParse({ LOG_LEVEL: 'loud' }).success).toBe(false);
});
