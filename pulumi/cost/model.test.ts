import { describe, expect, test } from 'vitest';
import { services } from '../../functions/manifest.js';
import type { Manifest, Service } from '../../shared/function/declare.js';
import { billFor, totals } from './bill.js';
import { serviceCapacities, targetCapacities } from './capacity.js';
import { catalogueWork, monthly } from './catalogue-work.js';
import { gaps } from './gaps.js';
import { turned } from './knobs.js';
import { breakingOrder, budgetHoldsFrom, limitsAt, relief } from './limits.js';
import { defaultProfile, type LoadProfile } from './load-profile.js';
import { measurementsFrom } from './measurements.js';
import { dollars, type Prices, prices } from './prices.js';
import { clusterFor } from './qdrant-size.js';
import { perInstance, runTime } from './run-time.js';

const manifest: Manifest = services;
const measured = measurementsFrom({});
const at = (changes: Partial<LoadProfile> = {}) => ({ profile: { ...defaultProfile, ...changes }, measured });
const total = (changes: Partial<LoadProfile> = {}) => billFor(manifest, prices, at(changes)).total;

describe('the model follows the manifest', () => {
  test('every route and port has its line', () => {
    expect(gaps(manifest)).toEqual([]);
  });

  test('what is new says what to add and where', () => {
    const route = services.catalogue.routes['get-title'];
    const grown = {
      ...manifest,
      sync: {
        ...services.catalogue,
        routes: { 'merge-lists': { ...route, uses: ['titles', 'socket'] } },
      } as unknown as Service,
    };
    expect(gaps(grown).filter((gap) => !gaps(manifest).includes(gap))).toEqual([
      expect.stringContaining("add 'merge-lists' to routeLoads in pulumi/cost/route-loads.ts"),
      expect.stringContaining("add 'socket' to portCosts in pulumi/cost/ports.ts"),
      expect.stringContaining('take it out of planned'),
    ]);
    const { admin: _, ...shrunk } = manifest;
    expect(gaps(shrunk)).toContainEqual(expect.stringContaining('The manifest has no list-runs'));
  });

  test('every service of the manifest has a line on the bill', () => {
    const billed = new Set(billFor(manifest, prices, at()).lines.map(({ service }) => service));
    expect(Object.keys(manifest).filter((service) => !billed.has(service))).toEqual([]);
  });

  test('more warm instances cost more, larger ones too', () => {
    const more = (changes: Partial<Service>) =>
      billFor({ ...manifest, catalogue: { ...services.catalogue, ...changes } as Service }, prices, at())
        .total;
    expect(more({ min: 3 })).toBeGreaterThan(total());
    expect(more({ cpu: 4, memory: '4Gi' })).toBeGreaterThan(total());
    expect(more({ max: 80 })).toBe(total());
  });
});

describe('prices', () => {
  test('tiers are counted one after the other', () => {
    const price = {
      ...prices['egress-bytes'],
      tiers: [
        { upTo: 10, usd: 0 },
        { upTo: 20, usd: 2 },
        { upTo: Infinity, usd: 1 },
      ],
    };
    expect(dollars(price, 5)).toBe(0);
    expect(dollars(price, 15)).toBe(10);
    expect(dollars(price, 25)).toBe(25);
  });

  test('every price says where it comes from and ends in an open tier', () => {
    for (const [meter, { tiers, source, unit }] of Object.entries(prices)) {
      expect(tiers.at(-1)?.upTo, meter).toBe(Number.POSITIVE_INFINITY);
      expect(source.length * unit.length, meter).toBeGreaterThan(0);
    }
  });
});

describe('the bill', () => {
  test('lines add up to the total, by product and by service', () => {
    const bill = billFor(manifest, prices, at());
    const sum = (rows: readonly { usd: number }[]) => rows.reduce((all, { usd }) => all + usd, 0);
    expect(sum(totals(bill.lines, 'product'))).toBeCloseTo(bill.total, 6);
    expect(sum(totals(bill.lines, 'service'))).toBeCloseTo(bill.total, 6);
    expect(bill.perViewer).toBeCloseTo(bill.total / 100_000, 9);
  });

  test('an amount costs what its meter says, whichever services share it', () => {
    const free = Object.fromEntries(
      Object.entries(prices).map(([meter, price]) => [
        meter,
        { ...price, tiers: [{ upTo: Infinity, usd: meter === 'armor-requests' ? 1e-6 : 0 }] },
      ]),
    ) as unknown as Prices;
    const bill = billFor(manifest, free, at());
    expect(bill.total).toBeCloseTo((bill.amounts['armor-requests'] ?? 0) * 1e-6, 6);
    expect(bill.total).toBeGreaterThan(1);
  });

  test('100,000 viewers stay under the 4,000 dollars of the design, and more viewers cost more', () => {
    expect(total()).toBeLessThan(4_000);
    expect(total({ viewers: 1_000_000 })).toBeGreaterThan(total());
    expect(total({ viewers: 10_000 })).toBeLessThan(total());
  });

  test('published heartbeats alone break it', () => {
    expect(total({ heartbeatSeconds: 30 })).toBeGreaterThan(4_000);
  });

  test('caches, compression and cold starts save; replicas, float vectors and traces add', () => {
    const knob = new Map(turned(manifest, prices, at()).map(({ name, usd }) => [name, usd]));
    expect(knob.get('No cached answers')).toBeGreaterThan(0);
    expect(knob.get('Answers compressed to a fifth')).toBeLessThan(0);
    expect(knob.get('No instances that wait (cold starts)')).toBeLessThan(0);
    expect(knob.get('Qdrant: one replica instead of two')).toBeLessThan(0);
    expect(knob.get('Qdrant: float32 in memory instead of int8')).toBeGreaterThan(0);
    expect(knob.get('Every request traced')).toBeGreaterThan(0);
  });
});

describe('work on the catalogue', () => {
  const [load, vectors, feed, comparing] = catalogueWork(manifest, prices, at());

  test('a feed costs a hundredth of comparing everything, and less than the thousands that break the budget', () => {
    expect(feed?.usd).toBeLessThan((comparing?.usd ?? 0) / 100);
    expect(monthly(comparing ?? fail())).toBeGreaterThan(4_000);
    expect(monthly(feed ?? fail())).toBeLessThan(400);
  });

  test('a load takes as long as its slowest part; more instances of that part shorten it', () => {
    expect(load?.bound).toBe('ingestion-embed');
    const grown = { ...manifest, 'ingestion-embed': { ...services['ingestion-embed'], max: 6 } } as Manifest;
    const [faster] = catalogueWork(grown, prices, at());
    expect(faster?.hours).toBeCloseTo(((load?.hours ?? 0) * 5) / 6);
    expect(vectors?.usd).toBeGreaterThan(0);
  });
});

function fail(): never {
  throw new Error('missing');
}

describe('instances', () => {
  const size = { cpu: 1, memory: '512Mi', concurrency: 10, min: 1, max: 10 } as const;

  test('the thread ends first, or the concurrency', () => {
    expect(perInstance(size, { cpuMs: 7, waitMs: 0 })).toBeCloseTo(100);
    expect(perInstance(size, { cpuMs: 0.7, waitMs: 99 })).toBeCloseTo(100);
  });

  test('an instance without requests is idle; one that is never idle is busy all month', () => {
    const none = runTime(size, { calls: 0, cpuMs: 5, waitMs: 5 }, defaultProfile);
    expect(none.busyCpuSeconds).toBe(0);
    expect(none.idleCpuSeconds).toBeCloseTo(30.4166 * 86_400, -2);
    const full = runTime(size, { calls: 1e9, cpuMs: 5, waitMs: 5 }, defaultProfile);
    expect(full.idleCpuSeconds).toBe(0);
    expect(full.busyCpuSeconds).toBeGreaterThan(30 * 86_400);
  });
});

describe('limits', () => {
  test('more titles take more memory, in nodes that exist', () => {
    const small = clusterFor({ ...defaultProfile, titles: 100_000 }, measured);
    const large = clusterFor(defaultProfile, measured);
    expect(small.gib).toBeLessThan(large.gib);
    expect(large.nodes % defaultProfile.qdrant.replicas).toBe(0);
    expect(large.gibPerNode).toBeLessThanOrEqual(64);
  });

  test('what breaks first is broken there and not below', () => {
    const [first] = breakingOrder(manifest, prices, at());
    if (!first) throw new Error('something must break');
    const broken = (viewers: number) =>
      limitsAt(manifest, prices, at({ viewers })).some(
        ({ name, load, limit }) => name === first.name && load > limit,
      );
    expect(broken(first.viewers)).toBe(true);
    expect(broken(first.viewers * 0.9)).toBe(false);
  });

  test('relief at ten million viewers lowers the bill and breaks nothing of Qdrant', () => {
    const crowd = at({ viewers: 10_000_000 });
    const relieved = { ...crowd, profile: relief(crowd) };
    expect(billFor(manifest, prices, relieved).total).toBeLessThan(
      billFor(manifest, prices, crowd).total / 2,
    );
    const qdrant = limitsAt(manifest, prices, relieved).find(({ name }) => name.startsWith('Qdrant'));
    expect(qdrant?.load).toBeLessThanOrEqual(qdrant?.limit ?? 0);
  });

  test('the goal a viewer holds from some number of viewers on', () => {
    const from = budgetHoldsFrom(manifest, prices, at()) ?? 0;
    expect(total({ viewers: from * 1.1 }) / (from * 1.1)).toBeLessThan(0.04);
    expect(total({ viewers: from * 0.9 }) / (from * 0.9)).toBeGreaterThan(0.04);
  });

  test('capacity grows with the instances that the manifest allows', () => {
    const grown = { ...manifest, search: { ...services.search, max: 2 * services.search.max } };
    const of = (which: Manifest) =>
      serviceCapacities(which, at()).find(({ service }) => service === 'search')?.perSecond;
    expect(of(grown)).toBeCloseTo(2 * (of(manifest) ?? 0));
    expect(targetCapacities(manifest, prices, at()).map(({ name }) => name)).toEqual([
      'API gateway',
      'Discovery',
      'SONA',
      'Sync',
      'Database',
      'Cache',
    ]);
  });
});

test('a benchmark that was run counts, and what was not is named', () => {
  const some = measurementsFrom({
    capacity: { figures: [{ what: 'get-title: processor time of a request', value: 9 }] },
  });
  expect(some.routes['get-title'].cpu).toBe(9);
  expect(some.guessed).not.toContain('get-title: processor time of a request');
  expect(some.guessed).toContain('autocomplete: processor time of a request');
});
