import { pageFetched, pagePlanned } from '../../shared/event/ingestion-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import { PageFiles } from '../../shared/ingestion/page.js';
import type { Uses } from '../../shared/ports.js';

/** Asks the provider for the titles of a page, once: what came is stored as it came. */
export const fetchPage = subscriber(
  pagePlanned,
  async (page, { providers, runs, blobs, events }: Uses<'providers' | 'runs' | 'blobs' | 'events'>) => {
    const source = providers[page.provider];
    if (!source)
      throw new Error(`There is no provider ${page.provider} here; give its key, see docs/configuration.md`);
    const files = new PageFiles(blobs, page);
    if (!(await files.hasRaw())) {
      try {
        await files.putRaw(await source.fetch(await files.plan()));
      } catch (error) {
        await runs.progress(page.run, page.page, { trouble: `fetch: ${(error as Error).message}` });
        throw error;
      }
    }
    await runs.progress(page.run, page.page, { step: 'fetch' });
    await events.publish(pageFetched, page);
  },
);
