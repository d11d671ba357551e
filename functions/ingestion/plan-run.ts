import { pagePlanned } from '../../shared/event/ingestion-events.js';
import { runRequested } from '../../shared/event/run-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import { PageFiles } from '../../shared/ingestion/page.js';
import { pageName } from '../../shared/ingestion/run.js';
import type { Uses } from '../../shared/ports.js';

/** Decides what a run fetches and hands its pages on. A repeated request plans the same pages again. */
export const planRun = subscriber(
  runRequested,
  async (
    { run, provider },
    { providers, runs, blobs, events, clock }: Uses<'providers' | 'runs' | 'blobs' | 'events'>,
  ) => {
    const source = providers[provider];
    if (!source)
      throw new Error(`There is no provider ${provider} here; give its key, see docs/configuration.md`);
    const known = await runs.record(run);
    if (known && known.pages !== null) return;
    await runs.begin({
      run,
      provider,
      started_at: new Date(clock.now()).toISOString(),
      pages: null,
      troubles: [],
    });
    let pages = 0;
    for await (const plan of source.plan(await runs.lastComplete(provider))) {
      const page = { run, provider, page: pageName(++pages) };
      await new PageFiles(blobs, page).putPlan(plan);
      await events.publish(pagePlanned, page);
    }
    await runs.planned(run, pages);
  },
);
