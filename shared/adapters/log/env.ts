import { z } from 'zod';

/** What this adapter reads of the environment. */
export const LogEnv = z.object({
  /** The least that is written. */
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type LogConfig = z.infer<typeof LogEnv>;
