import { z } from 'zod';
import { DeadLetter } from '../../shared/event/dead-letters.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { DEFAULT_LIMIT, Limit } from '../../shared/function/parameters.js';
import type { Uses } from '../../shared/ports.js';
import { Pagination } from '../../shared/search/answers.js';

export const listDeadLetters = endpoint({
  summary: 'Messages that no attempt could handle, each with its reason',
  query: z.strictObject({ limit: Limit }),
  answer: z.object({ data: z.array(DeadLetter), pagination: Pagination }).meta({ id: 'DeadLetterList' }),
  problems: ['not-authenticated', 'forbidden'],
  handle: async ({ query }, { deadLetters }: Uses<'deadLetters'>) => {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const data = await deadLetters.list(limit);
    return { data, pagination: { limit, has_more: false, next_cursor: null } };
  },
});
