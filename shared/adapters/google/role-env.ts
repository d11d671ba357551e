import { z } from 'zod';
import { GoogleEnv } from './env.js';

/** Who begins as something else than a free viewer. */
export const RoleEnv = GoogleEnv.pick({ OPERATOR_EMAILS: true }).extend({
  /** Premium viewers from their first sign-in on, separated by commas. */
  PREMIUM_EMAILS: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((email) => email.trim().toLowerCase() || [])),
});
