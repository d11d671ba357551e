import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { AccessToken, AccessTokens } from '../../account/access-tokens.js';
import { LONGEST_TOKEN_SECONDS } from '../../account/revocations.js';
import { signedInRoles } from '../../account/roles.js';
import type { Clock } from '../../clock.js';
import type { AuthConfig } from './env.js';
import { IssuerKeys } from './issuer-keys.js';

/** In the header of a JWT access token (RFC 9068, 2.1); in full it begins with `application/`. */
const TYPE = 'at+jwt';
/** Ours have about one kilobyte. */
const MAX_TOKEN_LENGTH = 8_192;
const MAX_KEY_ID_LENGTH = 256;
/** By how much the issuer's clock may be ahead. */
const AHEAD_SECONDS = 60;

/** Of a JWT access token (RFC 9068, 2.2). */
const Claims = z.object({
  sub: z.uuid(),
  client_id: z.string().min(1),
  jti: z.string().min(1),
  iat: z.int().positive(),
  exp: z.int(),
  scope: z.string().default(''),
  role: z.enum(signedInRoles),
});

/** Verifies by RFC 9068, 4: what the header says of keys or algorithms beside the id of a key of ours counts for nothing. */
export function signedAccessTokens(config: AuthConfig, clock: Clock): AccessTokens {
  const keys = new IssuerKeys({ mounted: config.AUTH_JWKS, url: config.AUTH_JWKS_URL }, clock);
  const keyOf = async ({ kid }: { kid?: string }) => {
    const key = typeof kid === 'string' && kid.length <= MAX_KEY_ID_LENGTH ? await keys.get(kid) : undefined;
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  return {
    async read(token) {
      if (token.length > MAX_TOKEN_LENGTH) return 'not valid';
      if (!isAccessToken(token)) return 'of another kind';
      const now = clock.now();
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          algorithms: ['RS256'],
          typ: TYPE,
          issuer: config.AUTH_ISSUER,
          audience: config.AUTH_AUDIENCE,
          currentDate: new Date(now),
        });
        return tokenOf(payload, now / 1_000);
      } catch (error) {
        if (error instanceof errors.JOSEError) return 'not valid';
        throw error;
      }
    },
  };
}

function isAccessToken(token: string): boolean {
  try {
    const { typ } = decodeProtectedHeader(token);
    return typeof typ === 'string' && typ.toLowerCase().replace(/^application\//, '') === TYPE;
  } catch {
    return false;
  }
}

function tokenOf(payload: JWTPayload, now: number): AccessToken | 'not valid' {
  const claims = Claims.safeParse(payload);
  if (!claims.success) return 'not valid';
  const { sub, role, scope, iat, exp } = claims.data;
  // One that was issued later than now would outlive its revocation.
  if (iat > now + AHEAD_SECONDS || exp - iat > LONGEST_TOKEN_SECONDS) return 'not valid';
  return { account: sub, role, scopes: scope.split(' ').filter(Boolean), issuedAt: iat };
}
