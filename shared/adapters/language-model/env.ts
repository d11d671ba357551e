import { z } from 'zod';
import { UpstashEnv } from '../upstash/env.js';

/** What this adapter reads of the environment. Without QUERY_MODEL_URL no model is asked. */
export const QueryModelEnv = z
  .object({
    /** Up to `/chat/completions`, e.g. https://generativelanguage.googleapis.com/v1beta/openai */
    QUERY_MODEL_URL: z.url({ protocol: /^https?$/ }).optional(),
    QUERY_MODEL: z.string().trim().min(1).optional(),
    QUERY_MODEL_API_KEY: z
      .string()
      .trim()
      .regex(/^[\w.~+/=-]+$/, 'is not a key: give it without quotes and spaces, or leave the variable out')
      .optional(),
    QUERY_MODEL_DEADLINE_MS: z.coerce.number().int().min(10).max(2_000).default(150),
  })
  .refine(({ QUERY_MODEL_URL, QUERY_MODEL }) => QUERY_MODEL_URL === undefined || QUERY_MODEL !== undefined, {
    path: ['QUERY_MODEL'],
    error: 'is missing: name the model that QUERY_MODEL_URL is to be asked for, or leave both out',
  })
  .and(UpstashEnv);
export type QueryModelConfig = z.infer<typeof QueryModelEnv>;
