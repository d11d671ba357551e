import { titleChanged } from '../../shared/event/catalogue-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';

/** After this no answer that was cached before the change is served. */
export const bumpCacheGeneration = subscriber(
  titleChanged,
  async (_change, { cacheGeneration }: Uses<'cacheGeneration'>, { publishedAt }) => {
    await cacheGeneration.bump(publishedAt);
  },
);
