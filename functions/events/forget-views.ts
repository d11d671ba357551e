import { job } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';

/** Every half hour: drops views that have faded, so that the lists of what is trending and popular stay small. */
export const forgetViews = job(async (slot, { viewCounts }: Uses<'viewCounts'>) => {
  await viewCounts.forget(slot);
});
