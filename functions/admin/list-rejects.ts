import { z } from 'zod';
import { PageReference } from '../../shared/event/ingestion-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { PAGE_SIZE, PageFiles, RejectForm } from '../../shared/ingestion/page.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { Pagination } from '../../shared/search/answers.js';

export const listRejects = endpoint({
  summary: 'The records of a page that were refused, with the reason',
  params: PageReference.pick({ run: true, page: true }),
  query: z.strictObject({}),
  answer: z.object({ data: z.array(RejectForm), pagination: Pagination }).meta({ id: 'RejectList' }),
  problems: ['not-authenticated', 'forbidden', 'run-not-found'],
  handle: async ({ params }, { runs, blobs }: Uses<'runs' | 'blobs'>) => {
    const run = await runs.record(params.run);
    const rejects = run && (await new PageFiles(blobs, { ...params, provider: run.provider }).rejects());
    if (!rejects) {
      throw new Problem('run-not-found', 'The run has no such page, or it has not been normalised yet.');
    }
    return { data: rejects, pagination: { limit: PAGE_SIZE, has_more: false, next_cursor: null } };
  },
});
