import { z } from 'zod';

/** What this adapter reads of the environment. */
export const GoogleEnv = z.object({
  /** Who may run the system, separated by commas. */
  OPERATOR_EMAILS: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((email) => email.trim().toLowerCase()))
    .pipe(z.array(z.string()).transform((emails) => emails.filter(Boolean))),
  /** For whom an operator's token must be made out. */
  OPERATOR_AUDIENCE: z.string().min(1).default('media-gateway'),
  /** Where the issuer's public keys are, as `{kid: PEM}`; Google's own when absent. */
  GOOGLE_CERTS_URL: z.url().optional(),
});
export type GoogleConfig = z.infer<typeof GoogleEnv>;
