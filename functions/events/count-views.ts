import { titleViewed } from '../../shared/event/viewer-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';

/** Views make a title trend, each once however often its message comes. */
export const countViews = subscriber(
  titleViewed,
  async ({ at, views }, { viewCounts }: Uses<'viewCounts'>) => {
    await viewCounts.add(views.map((view) => ({ ...view, at: Date.parse(at) })));
  },
);
