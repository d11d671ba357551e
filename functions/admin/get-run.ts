import { z } from 'zod';
import { PageReference } from '../../shared/event/ingestion-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { RunSummary } from '../../shared/ingestion/run.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';

export const getRun = endpoint({
  summary: 'How an ingestion run stands',
  params: PageReference.pick({ run: true }),
  query: z.strictObject({}),
  answer: RunSummary,
  problems: ['not-authenticated', 'forbidden', 'run-not-found'],
  handle: async ({ params }, { runs }: Uses<'runs'>) => {
    const run = await runs.get(params.run);
    if (!run) throw new Problem('run-not-found', 'GET /api/v1/admin/ingestion/runs lists every run.');
    return run;
  },
});
