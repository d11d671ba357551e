import { runRequested } from '../../shared/event/run-events.js';
import { job } from '../../shared/function/subscriber.js';
import { runName } from '../../shared/ingestion/run.js';
import type { Uses } from '../../shared/ports.js';

/** Every hour: asks for a run of each provider that this deployment has a key for. */
export const requestRuns = job(async (slot, { providers, events }: Uses<'providers' | 'events'>) => {
  for (const provider of Object.keys(providers)) {
    await events.publish(runRequested, { run: runName(provider, slot), provider });
  }
});
