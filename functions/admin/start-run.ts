import { z } from 'zod';
import { recordAction } from '../../shared/audit/record-action.js';
import { PageReference } from '../../shared/event/ingestion-events.js';
import { runRequested } from '../../shared/event/run-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { RunRecord, runName } from '../../shared/ingestion/run.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';

export const startRun = endpoint({
  summary: 'Start an ingestion run',
  description:
    'Of a provider that is asked over the network: fetches what changed. With `upload: true`: opens a run whose pages ' +
    'are sent with PUT. A run that exists already goes on as it is.',
  body: z.strictObject({
    provider: PageReference.shape.provider,
    run: PageReference.shape.run.optional(),
    upload: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether its pages are sent, not fetched.', example: true }),
  }),
  answer: RunRecord.pick({ run: true, provider: true }),
  status: 202,
  problems: ['not-authenticated', 'forbidden', 'provider-not-found'],
  handle: async ({ body, caller }, ports: Uses<'providers' | 'events' | 'runs'>) => {
    const { providers, events, runs, clock } = ports;
    const { provider, upload } = body;
    await recordAction('start-run', caller, ports);
    const run = body.run ?? runName(provider, clock.now());
    if (upload) {
      const started_at = new Date(clock.now()).toISOString();
      await runs.begin({ run, provider, started_at, pages: null, troubles: [] });
    } else {
      if (!providers[provider]) {
        const known = Object.keys(providers).join(', ') || 'none';
        throw new Problem('provider-not-found', `This deployment has keys for: ${known}.`);
      }
      await events.publish(runRequested, { run, provider });
    }
    return { run, provider };
  },
});
