import { z } from 'zod';
import { readKeySet, TokenEnv } from '../auth/env.js';
import { AuthKeyEnv } from './key-env.js';

const SigningKey = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  n: z.string().min(342, 'must have at least 2048 bits'),
  e: z.string(),
  d: z.string('is missing: these are the private keys'),
});

/** What this adapter reads of the environment. */
export const OidcEnv = AuthKeyEnv.extend({
  ...TokenEnv.shape,
  /** Private RSA keys as a JSON Web Key Set: the first signs, all are published. */
  AUTH_SIGNING_KEYS: z
    .string('is missing; docs/guides/operator.md says how to make it')
    .transform(readKeySet)
    .pipe(z.object({ keys: z.array(SigningKey).min(1, 'must hold a key') })),
  /** Life of an access token. */
  AUTH_ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(60).max(3_600).default(900),
  /**
   * On a laptop only: a client that says by `login_hint` who signs in has that person's consent, and metadata documents of
   * clients may come from this machine by HTTP.
   */
  AUTH_LOCAL: z.stringbool().default(false),
});
export type OidcConfig = z.infer<typeof OidcEnv>;
