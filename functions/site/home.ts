import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';

export const home = endpoint({
  summary: 'Where to begin',
  query: z.strictObject({}),
  answer: z
    .object({ name: z.string(), reference: z.url(), openapi: z.url(), try: z.url() })
    .meta({ id: 'Home', description: 'Addresses to begin with.' }),
  handle: async ({ origin }) => ({
    name: 'Media Gateway',
    reference: `${origin}/docs`,
    openapi: `${origin}/openapi.json`,
    try: `${origin}/api/v1/search/semantic?q=astronaut+stranded+on+mars`,
  }),
});
