import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { Table } from '../store.js';

const MODULUS_BITS = 2048;

/** An RS256 key pair in the forms that its readers want. */
export interface SigningKey {
  id: string;
  private: KeyObject;
  public: KeyObject;
  publicPem: string;
  publicJwk: JWK;
}

/** A new private key, PKCS#8 in PEM. */
export function generatePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: MODULUS_BITS });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export async function readSigningKey(privatePem: string): Promise<SigningKey> {
  const publicKey = createPublicKey(privatePem);
  const jwk = await exportJWK(publicKey);
  const id = await calculateJwkThumbprint(jwk);
  return {
    id,
    private: createPrivateKey(privatePem),
    public: publicKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publicJwk: { ...jwk, kid: id, alg: 'RS256', use: 'sig' },
  };
}

/** The key of an earlier run, or a new one that later runs find. */
export function keptSigningKey(keys: Table): Promise<SigningKey> {
  const stored = keys.get(['signing'])?.toString();
  const privatePem = stored ?? generatePrivateKey();
  if (!stored) keys.put(['signing'], Buffer.from(privatePem));
  return readSigningKey(privatePem);
}
