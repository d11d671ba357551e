import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { type SignedInRole, scopes } from '../../shared/account/roles.js';

const KEY_ID = 'of-the-tests';

export interface TokenClaims {
  account?: string;
  role?: SignedInRole;
  /** All when absent. */
  scopes?: readonly string[];
  /** Epoch milliseconds. */
  at: number;
}

/** Stands in for the authorization server: a key of its own, and what a suite must know to trust it. */
export class TokenIssuer {
  readonly issuer = 'https://auth.tests.example';
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

  /** For the environment of the functions. */
  async env(): Promise<Record<string, string>> {
    const key = { ...(await exportJWK(this.#keys.publicKey)), kid: KEY_ID };
    return { AUTH_ISSUER: this.issuer, AUTH_JWKS: JSON.stringify({ keys: [key] }) };
  }

  /** An access token of 15 minutes. */
  sign({ account = randomUUID(), role = 'free_user', scopes: own, at }: TokenClaims): Promise<string> {
    const now = Math.floor(at / 1_000);
    const scope = (own ?? Object.keys(scopes)).join(' ');
    return new SignJWT({ client_id: 'tests', scope, role })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: KEY_ID })
      .setIssuer(this.issuer)
      .setAudience('media-gateway-api')
      .setSubject(account)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + 900)
      .sign(this.#keys.privateKey);
  }
}
