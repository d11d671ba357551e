import { beforeEach, expect, it } from 'vitest';
import type { CacheGeneration } from '../../shared/cache/cache-generation.js';

const NOW = Date.parse('2026-11-21T10:00:00Z');

/** What every CacheGeneration does. `open` gives one that was never bumped. */
export function cacheGenerationContract(open: () => CacheGeneration): void {
  let generation: CacheGeneration;
  beforeEach(() => {
    generation = open();
  });

  it('has a generation before the first bump', async () => {
    expect(await generation.current()).toBe(0);
  });

  it('is not below the instant of a bump', async () => {
    await generation.bump(NOW);
    expect(await generation.current()).toBe(NOW);
  });

  it('moves on with every bump, also one of the same or of an earlier instant', async () => {
    let last = await generation.current();
    for (const at of [NOW, NOW, NOW - 5_000, NOW + 10, NOW - 60_000]) {
      await generation.bump(at);
      const current = await generation.current();
      expect(current).toBeGreaterThan(last);
      last = current;
    }
  });

  it('loses no bump of many at once, and never goes back', async () => {
    const seen: number[] = [];
    const bump = async (i: number) => {
      await generation.bump(NOW - i);
      seen.push(await generation.current());
    };
    await Promise.all(Array.from({ length: 50 }, (_, i) => bump(i)));
    expect(await generation.current()).toBeGreaterThanOrEqual(NOW - 49 + 49);
    expect(Math.max(...seen)).toBe(await generation.current());
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(NOW - 49);
  });
}
