import { z } from 'zod';
import { AuthKeyEnv } from '../oidc/key-env.js';

/** What this adapter reads of the environment. A provider without a client is not offered. */
export const SignInEnv = AuthKeyEnv.extend({
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  /** Stands in for Google's hosts; its own when absent. */
  GOOGLE_SIGN_IN_ORIGIN: z.url().optional(),
  GITHUB_CLIENT_ID: z.string().min(1).optional(),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
  /** Stands in for GitHub's hosts; its own when absent. */
  GITHUB_SIGN_IN_ORIGIN: z.url().optional(),
});
export type SignInConfig = z.infer<typeof SignInEnv>;
