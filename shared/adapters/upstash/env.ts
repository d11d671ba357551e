import { z } from 'zod';

/** What this adapter reads of the environment. */
export const UpstashEnv = z.object({
  UPSTASH_REDIS_REST_URL: z.url(),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1),
});
export type UpstashConfig = z.infer<typeof UpstashEnv>;
