import { z } from 'zod';
import { recordAction } from '../../shared/audit/record-action.js';
import { PageReference } from '../../shared/event/ingestion-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { RunSummary } from '../../shared/ingestion/run.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';

export const finishUpload = endpoint({
  summary: 'Say how many pages an upload has',
  description: 'After this the run is complete as soon as every page is indexed.',
  params: PageReference.pick({ run: true }),
  body: z.strictObject({
    pages: z.int().min(0).max(1_000_000).meta({ description: 'How many pages were sent.', example: 1 }),
  }),
  answer: RunSummary,
  problems: ['not-authenticated', 'forbidden', 'run-not-found'],
  handle: async ({ params, body, caller }, ports: Uses<'events' | 'runs'>) => {
    const { runs } = ports;
    await recordAction('finish-upload', caller, ports);
    if (await runs.record(params.run)) await runs.planned(params.run, body.pages);
    const run = await runs.get(params.run);
    if (!run) throw new Problem('run-not-found', 'Open the run first: POST /api/v1/admin/ingestion/runs.');
    return run;
  },
});
