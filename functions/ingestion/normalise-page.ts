import { pageFetched, pageNormalised } from '../../shared/event/ingestion-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import { normalisePageOf } from '../../shared/ingestion/normalise.js';
import { PageFiles } from '../../shared/ingestion/page.js';
import type { Uses } from '../../shared/ports.js';

/** Brings a provider's records into our own form; one that does not fit is rejected alone, with its reason. */
export const normalisePage = subscriber(
  pageFetched,
  async (page, { runs, blobs, events }: Uses<'runs' | 'blobs' | 'events'>) => {
    const files = new PageFiles(blobs, page);
    const raw = await files.raw();
    const { records, rejects } = normalisePageOf(page.provider, raw);
    await files.putRecords({ records, rejects });
    await runs.progress(page.run, page.page, {
      step: 'normalise',
      read: raw.records.length + raw.rejects.length,
      rejected: rejects.length,
    });
    await events.publish(pageNormalised, page);
  },
);
