import { dayOf } from '../../shared/analytics/figures.js';
import { resultOpened, searchAnswered, viewersSeen } from '../../shared/event/viewer-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';

/** What was shown, opened and by how many: each once, however often its message comes. */

export const countShown = subscriber(
  searchAnswered,
  async ({ at, answers }, { figures }: Uses<'figures'>) => {
    const shown = answers.map(({ list, search, results }) => ({ list, answer: search, results }));
    await figures.addShown(dayOf(Date.parse(at)), shown);
  },
);

export const countOpened = subscriber(resultOpened, async ({ at, opened }, { figures }: Uses<'figures'>) => {
  await figures.addOpened(
    dayOf(Date.parse(at)),
    opened.map(({ list, search, title }) => ({ list, answer: search, title })),
  );
});

export const countViewers = subscriber(viewersSeen, ({ day, traces }, { figures }: Uses<'figures'>) =>
  figures.addViewers(day, traces),
);
