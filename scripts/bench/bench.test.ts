import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { outcome, run } from '../../tests/support/command.js';
import { type Figure, met } from './benchmark.js';
import { draw } from './chart.js';
import { load } from './load.js';
import { median, percentile } from './statistics.js';
import { table } from './table.js';

describe('the benchmark command', () => {
  it('refuses a name that it does not know, and lists those that it does', async () => {
    const { code, stderr, stdout } = await outcome(run('scripts/bench/bench.ts', ['sped']));
    expect(code).toBe(2);
    expect(stderr).toMatch(/no benchmark "sped"[\s\S]*Names: .*encoder/);
    expect(stdout).toBe('');
  });
});

describe('statistics', () => {
  it('takes percentiles by nearest rank, whatever the order', () => {
    expect(median([5, 1, 9])).toBe(5);
    expect(percentile([4, 3, 2, 1], 0.95)).toBe(4);
    expect(percentile([4, 3, 2, 1], 0.5)).toBe(2);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('figures', () => {
  const slow: Figure = { what: 'lookup, p95', value: 1234.56, unit: 'ms', target: { atMost: 20 } };
  const fast: Figure = { what: 'lookups', value: 0.3, unit: 'x', target: { atLeast: 0.3 } };

  it('meet their target at its very value, and say when they do not', () => {
    expect([met(slow), met(fast), met({ what: 'size', value: 1, unit: 'MB' })]).toEqual([
      false,
      true,
      undefined,
    ]);
    expect(table([slow, fast])).toMatch(/lookup, p95 +1,235 ms +at most 20 +MISSED/);
  });

  it('that are not numbers never meet one', () => {
    expect(met({ ...slow, value: Number.NaN })).toBe(false);
  });
});

describe('charts', () => {
  it('draw every bar as long as its value, and escape labels', () => {
    const svg = draw({
      title: 'a < b',
      unit: 'ms',
      kind: 'bars',
      bars: [
        { label: 'one', value: 10, target: 20 },
        { label: '"two"', value: 20 },
      ],
    });
    const widths = [...svg.matchAll(/<rect x="260"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).toHaveLength(2);
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(2, 1);
    expect(svg).toContain('a &lt; b (ms)');
    expect(svg).toContain('&quot;two&quot;');
  });

  it('place points of a logarithmic scale by their magnitude', () => {
    const points = [1, 10, 100].map((n) => [n, n] as const);
    const svg = draw({
      title: 'growth',
      unit: 'ms',
      kind: 'lines',
      along: 'titles',
      scale: 'logarithmic',
      lines: [{ label: 'ours', points }],
    });
    const xs = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBeCloseTo((xs[2] ?? 0) - (xs[1] ?? 0), 0);
  });
});

describe('load', () => {
  it('does not take fast refusals for throughput', async () => {
    const server = createServer((_request, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const options = { urls: [`http://127.0.0.1:${port}/`], connections: 2, seconds: 0.3, warmUpSeconds: 0 };
    await expect(load(options)).rejects.toThrow(/x 503/);
    server.close();
  });
});
