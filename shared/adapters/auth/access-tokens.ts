import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { AccessToken, AccessTokens } from '../../account/access-tokens.js';
import { LONGEST_TOKEN_SECONDS } from '../../account/revocations.js';
import { signedInRoles } from '../../account/roles.js';
import type { Clock } from '../../clock.js';
import { isUnambiguous } from './compact-form.js';
import type { AuthConfig } from './env.js';
import { IssuerKeys } from './issuer-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

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
  /** Of ours: what was granted at one sign-in, which its refresh tokens share. */
  grant: z.string().min(1).max(100).optional(),
});
type Claims = z.infer<typeof Claims>;

/** Verifies by RFC 9068, 4: what the header says of keys or algorithms beside the id of a key of ours counts for nothing. */
export function signedAccessTokens(config: AuthConfig, clock: Clock): AccessTokens {
  const keys = new IssuerKeys({ mounted: config.AUTH_JWKS, url: config.AUTH_JWKS_URL }, clock);
  const verified = new VerifiedTokens();
  const keyOf = async ({ kid }: { kid?: string }) => {
    const key = typeof kid === 'string' && kid.length <= MAX_KEY_ID_LENGTH ? await keys.get(kid) : undefined;
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  const verify = async (token: string, now: number) => {
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: ['RS256'],
      typ: TYPE,
      issuer: config.AUTH_ISSUER,
      audience: config.AUTH_AUDIENCE,
      currentDate: new Date(now * 1_000),
    });
    return isUnambiguous(token) ? claimsOf(payload, now) : undefined;
  };
  return {
    async read(token) {
      if (token.length > MAX_TOKEN_LENGTH) return 'not valid';
      const now = clock.now() / 1_000;
      const known = verified.get(token, { now, keys: keys.version });
      if (known) return known;
      if (!isAccessToken(token)) return 'of another kind';
      try {
        const claims = await verify(token, now);
        if (!claims) return 'not valid';
        const { sub: account, role, scope, iat: issuedAt, exp, grant } = claims;
        const scopes = scope.split(' ').filter(Boolean);
        const read: AccessToken = { account, role, scopes, issuedAt, ...(grant && { grant }) };
        verified.keep(token, read, { from: now, until: exp, keys: keys.version });
        return read;
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

function claimsOf(payload: JWTPayload, now: number): Claims | undefined {
  const claims = Claims.safeParse(payload);
  if (!claims.success) return undefined;
  const { iat, exp } = claims.data;
  // One that was issued later than now would outlive its revocation.
  return iat > now + AHEAD_SECONDS || exp - iat > LONGEST_TOKEN_SECONDS ? undefined : claims.data;
}
