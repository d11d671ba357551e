import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Operators } from '../../account/operators.js';
import type { Clock } from '../../clock.js';
import type { GoogleConfig } from './env.js';
import { SigningKeys } from './signing-keys.js';

const CERTIFICATES_URL = 'https://www.googleapis.com/oauth2/v1/certs';
const issuers = ['https://accounts.google.com', 'accounts.google.com'];
/** Google's own libraries allow five minutes between two clocks. */
const TOLERANCE_SECONDS = 300;

/**
 * Operators by their Google-signed identity tokens. It is jose that verifies, since google-auth-library knows
 * no other time than the machine's.
 */
export function googleOperators(config: GoogleConfig, clock: Clock): Operators {
  const keys = new SigningKeys(config.GOOGLE_CERTS_URL ?? CERTIFICATES_URL, clock);
  const emails = new Set(config.OPERATOR_EMAILS);

  const verify = (token: string) =>
    jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await keys.get(kid);
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        algorithms: ['RS256'],
        issuer: issuers,
        audience: config.OPERATOR_AUDIENCE,
        currentDate: new Date(clock.now()),
        clockTolerance: TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'iat', 'email'],
      },
    );

  return {
    async recognise(token) {
      try {
        return operatorOf((await verify(token)).payload, emails);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

function operatorOf({ email, email_verified }: JWTPayload, emails: ReadonlySet<string>): string | undefined {
  if (email_verified !== true || typeof email !== 'string') return undefined;
  const account = email.toLowerCase();
  return emails.has(account) ? account : undefined;
}
