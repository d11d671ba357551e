import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK } from 'jose';
import { z } from 'zod';
import { generatePrivateKey, readSigningKey } from './identity/signing-key.js';

const OWNER_ONLY = 0o600;

const Secrets = z.object({
  AUTH_SIGNING_KEYS: z.string(),
  AUTH_JWKS: z.string(),
  AUTH_SESSION_KEY: z.string(),
});

/**
 * What an operator would make once and keep in Secret Manager: the keys that sign tokens and seal sessions. They are
 * made for a data folder, and stay with it, so that who has signed in is still so after a restart.
 */
export async function localSecrets(folder: string): Promise<z.infer<typeof Secrets>> {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  const key = await readSigningKey(generatePrivateKey());
  const privateJwk = { ...(await exportJWK(key.private)), kid: key.id, alg: 'RS256', use: 'sig' };
  const made = {
    AUTH_SIGNING_KEYS: JSON.stringify({ keys: [privateJwk] }),
    AUTH_JWKS: JSON.stringify({ keys: [key.publicJwk] }),
    AUTH_SESSION_KEY: randomBytes(32).toString('base64'),
  };
  writeFileSync(file, JSON.stringify(made), { mode: OWNER_ONLY });
  return made;
}
