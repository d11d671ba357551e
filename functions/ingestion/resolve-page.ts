import { titleMerged } from '../../shared/event/catalogue-events.js';
import { pageNormalised, pageResolved } from '../../shared/event/ingestion-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import { PageFiles } from '../../shared/ingestion/page.js';
import { type Resolution, resolveRecords } from '../../shared/ingestion/resolution.js';
import type { Uses } from '../../shared/ports.js';

/** Finds the title of every record of a page, or makes it: one transaction, whose outcome a repeated message finds again. */
export const resolvePage = subscriber(
  pageNormalised,
  async (page, { titles, runs, blobs, events, clock }: Uses<'titles' | 'runs' | 'blobs' | 'events'>) => {
    const files = new PageFiles(blobs, page);
    const { records } = await files.records();
    const name = `${page.run}/${page.page}`;
    const resolution = await titles.transact(async (transaction): Promise<Resolution> => {
      const before = (await transaction.outcome(name)) as Resolution | undefined;
      if (before) return before;
      const now = await resolveRecords(transaction, records, clock.now());
      transaction.putOutcome(name, now);
      return now;
    });
    await files.putResolved(resolution.titles);
    for (const merge of resolution.merges) await events.publish(titleMerged, merge);
    await runs.progress(page.run, page.page, {
      step: 'resolve',
      merged: resolution.merged,
      changed: resolution.titles.length,
    });
    await events.publish(pageResolved, page);
  },
);
