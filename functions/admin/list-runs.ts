import { z } from 'zod';
import { PageReference } from '../../shared/event/ingestion-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { DEFAULT_LIMIT, Limit } from '../../shared/function/parameters.js';
import { RunSummary } from '../../shared/ingestion/run.js';
import type { Uses } from '../../shared/ports.js';
import { Pagination } from '../../shared/search/answers.js';

export const listRuns = endpoint({
  summary: 'The latest ingestion runs',
  query: z.strictObject({ provider: PageReference.shape.provider.optional(), limit: Limit }),
  answer: z.object({ data: z.array(RunSummary), pagination: Pagination }).meta({ id: 'RunList' }),
  problems: ['not-authenticated', 'forbidden'],
  handle: async ({ query }, { runs }: Uses<'runs'>) => {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const data = await runs.list(query.provider, limit);
    return { data, pagination: { limit, has_more: false, next_cursor: null } };
  },
});
