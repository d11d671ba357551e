import { z } from 'zod';
import { TokenEnv } from '../auth/env.js';

const KEY_BYTES = 32;

/** Of both parts of signing in: who signs tokens, and what seals what they keep. */
export const AuthKeyEnv = TokenEnv.pick({ AUTH_ISSUER: true }).extend({
  /** Seals sessions, and states that browsers carry: 32 bytes in base64. */
  AUTH_SESSION_KEY: z
    .string('is missing; make one with: openssl rand -base64 32')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.byteLength === KEY_BYTES, 'must be 32 bytes in base64'),
});
