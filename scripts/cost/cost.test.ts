import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { services } from '../../functions/manifest.js';
import { defaultProfile } from '../../pulumi/cost/load-profile.js';
import { measurementsFrom } from '../../pulumi/cost/measurements.js';
import { prices } from '../../pulumi/cost/prices.js';
import { draw } from '../bench/chart.js';
import { chartOf, reportOf } from './report.js';
import { textOf } from './text.js';

const report = reportOf(services, prices, { profile: defaultProfile, measured: measurementsFrom({}) });

function cost(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/cost/cost.ts', ...args],
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('npm run cost', () => {
  test.each([
    [['--viewers', 'many'], '--viewers takes a whole number from 1 to 1000000000, not many'],
    [['--viewers', '0'], '--viewers takes'],
    [['--titles', '-1'], '--titles'],
    [['--users', '5'], "Unknown option '--users'"],
  ])('%j is refused in a line', async (args, message) => {
    const { code, stdout, stderr } = await cost(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run cost --');
  });

  test('--json is one line with the bill of as many viewers', async () => {
    const { code, stdout } = await cost('--viewers', '20000', '--json');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const { profile, total, per_viewer } = JSON.parse(stdout);
    expect(profile.viewers).toBe(20_000);
    expect(per_viewer).toBeCloseTo(total / 20_000, 9);
  });
});

test('the text says the total, the doubts and what breaks', () => {
  const text = textOf(report);
  expect(text).toContain(`$${Math.round(report.total).toLocaleString('en-US')} a month`);
  expect(text).toContain('Written from memory, not looked up: ');
  expect(text).toContain('qdrant-memory');
  expect(text).toContain('At 10,000,000 viewers');
  expect(text).toContain('so guessed: ');
});

test('the plot shows the total and five products', () => {
  const chart = chartOf(report);
  expect(chart.kind === 'lines' && chart.lines.map(({ label }) => label)).toHaveLength(6);
  expect(draw(chart)).toContain('monthly viewers');
  expect(draw(chart)).not.toContain('NaN');
});
