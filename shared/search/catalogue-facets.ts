import type { CacheGeneration } from '../cache/cache-generation.js';
import type { Clock } from '../clock.js';
import { Unavailable } from '../problem/problem.js';
import type { TitleFilter } from './title-filter.js';
import type { Facets, TitleIndex } from './title-index.js';

/** How many titles that satisfy a filter have each value, whatever words are searched beside it. */
export interface CatalogueFacets {
  /** Of the catalogue as it was at most a second ago. */
  count(filter: TitleFilter): Promise<Facets>;
}

const CHECK_EVERY_MS = 1_000;
/** Counts of different filters that are kept; each takes a few kilobytes. */
const MOST_KEPT = 500;

/**
 * Counts are the same for every query with a filter until a title changes, and cost four calls of the index: they are
 * kept for the generation of the catalogue that they were made in, and none of them is used in another.
 */
export function keptFacets(
  titleIndex: Pick<TitleIndex, 'facets'>,
  cacheGeneration: Pick<CacheGeneration, 'current'>,
  clock: Clock,
): CatalogueFacets {
  const kept = new Map<string, Promise<Facets>>();
  let generation: number | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;

  const check = async () => {
    checkedAt = clock.now();
    const now = await cacheGeneration.current().catch((error: unknown) => {
      if (error instanceof Unavailable) return undefined;
      throw error;
    });
    if (now !== generation || now === undefined) kept.clear();
    generation = now;
  };

  return {
    async count(filter) {
      const age = clock.now() - checkedAt;
      if (age >= CHECK_EVERY_MS || age < 0) checking ??= check().finally(() => (checking = undefined));
      await checking;
      if (generation === undefined) return titleIndex.facets(filter);
      const key = JSON.stringify(filter);
      const known = kept.get(key);
      if (known) return known;
      if (kept.size >= MOST_KEPT) kept.clear();
      const counted = titleIndex.facets(filter);
      kept.set(key, counted);
      counted.catch(() => kept.delete(key));
      return counted;
    },
  };
}
