import { readFileSync } from 'node:fs';
import { exportJWK, type JWK } from 'jose';
import { generatePrivateKey, readSigningKey } from '../../emulators/identity/signing-key.js';

/**
 * `node --import tsx scripts/token/new-key.ts [OLD-KEYS.json]`: a key set for AUTH_SIGNING_KEYS with a new key that signs
 * from now on, the old ones behind it, and below it the public set for AUTH_JWKS.
 */
const [oldFile] = process.argv.slice(2);
const old = oldFile ? (JSON.parse(readFileSync(oldFile, 'utf8')) as { keys: JWK[] }).keys : [];
const key = await readSigningKey(generatePrivateKey());
const made: JWK = { ...(await exportJWK(key.private)), kid: key.id, alg: 'RS256', use: 'sig' };
const keys = [made, ...old];
const open = keys.map(({ kty, kid, n, e }) => ({ kty, kid, n, e, alg: 'RS256', use: 'sig' }));
process.stdout.write(`${JSON.stringify({ keys })}\n${JSON.stringify({ keys: open })}\n`);
