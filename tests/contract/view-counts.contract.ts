import { expect, it } from 'vitest';
import type { ViewCounts } from '../../shared/trending/views.js';
import { idOf } from './fixtures.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-21T18:00:00Z');
const [heat, ronin] = [idOf('heat'), idOf('ronin')];

/** What every store of views must do. */
export function viewCountsContract(open: () => ViewCounts): void {
  const view = (id: string, title = heat, at = NOW, region: string | null = 'US') => ({
    id,
    title,
    region,
    at,
  });

  it('counts views in the world and in their region', async () => {
    const counts = open();
    await counts.add([view('a'), view('b', heat, NOW, 'DE'), view('c', ronin, NOW, null)]);
    const world = await counts.most('trending', undefined, NOW);
    expect([...world.keys()]).toEqual([heat, ronin]);
    expect(world.get(heat)).toBeCloseTo(2, 6);
    const german = await counts.most('trending', 'DE', NOW);
    expect([...german.keys()]).toEqual([heat]);
    expect(german.get(heat)).toBeCloseTo(1, 6);
  });

  it('counts an event once, whether it comes again in its message or in another', async () => {
    const counts = open();
    await counts.add([view('a'), view('a')]);
    await counts.add([view('a'), view('b')]);
    expect((await counts.most('trending', 'US', NOW)).get(heat)).toBeCloseTo(2, 6);
    expect((await counts.most('popular', 'US', NOW)).get(heat)).toBeCloseTo(2, 6);
  });

  it('halves a view in its half-life, and adds views of different days as they count at one time, in any order', async () => {
    const counts = open();
    await counts.add([view('b'), view('a', heat, NOW - 3 * DAY_MS), view('c', ronin, NOW - 6 * DAY_MS)]);
    const now = await counts.most('trending', undefined, NOW);
    expect(now.get(heat)).toBeCloseTo(1.5, 6);
    expect(now.get(ronin)).toBeCloseTo(0.25, 6);
    const later = await counts.most('trending', undefined, NOW + 3 * DAY_MS);
    expect(later.get(heat)).toBeCloseTo(0.75, 6);
    const popular = await counts.most('popular', undefined, NOW + 90 * DAY_MS);
    expect(popular.get(heat)).toBeCloseTo((1 + 2 ** (-3 / 90)) / 2, 6);
  });

  it('forgets what has faded and keeps the rest', async () => {
    const counts = open();
    await counts.add([view('a', ronin, NOW - 30 * DAY_MS), view('b')]);
    await counts.forget(NOW);
    expect([...(await counts.most('trending', undefined, NOW)).keys()]).toEqual([heat]);
    expect([...(await counts.most('popular', undefined, NOW)).keys()]).toEqual([heat, ronin]);
  });

  it('adds nothing of nothing', async () => {
    const counts = open();
    await counts.add([]);
    expect((await counts.most('trending', undefined, NOW)).size).toBe(0);
  });
}
