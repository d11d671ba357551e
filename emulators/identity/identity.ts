import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { jwtVerify, SignJWT } from 'jose';
import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import { answerJson, plainFailures, serveHttp, withFaults } from '../http-server.js';
import { Store } from '../store.js';
import { keptSigningKey, type SigningKey } from './signing-key.js';

export const GOOGLE_ISSUER = 'https://accounts.google.com';
export const TOKEN_LIFETIME_SECONDS = 3600;
/** A token is handed out again until this much of its life is left. */
const RENEW_BEFORE_SECONDS = 300;
const DIGITS_OF_A_SUBJECT = 21;

/** The service account that a token speaks for, and the service that it may be shown to. */
export interface IdentityClaims {
  email: string;
  audience: string;
}

/** What Pub/Sub, Scheduler and other callers of private services need of the issuer. */
export interface TokenSource {
  token(claims: IdentityClaims): Promise<string>;
}

export interface Expectation {
  audience: string | string[];
  /** Epoch milliseconds at which the token must be valid. */
  now: number;
}

/** Stands in for Google's issuer of service accounts' identity tokens. */
export interface Identity extends Emulator, TokenSource {
  /** Whom the token speaks for. Rejects with jose's error when it is forged, stale or for another audience. */
  verify(token: string, expectation: Expectation): Promise<{ email: string; subject: string }>;
}

interface IssuedToken {
  token: string;
  issuedAt: number;
}

/**
 * Issues tokens in the suite's time. `GET /certs` answers `{kid: PEM}` and `GET /jwks` a JSON Web Key
 * Set, as Google's own addresses do. google-auth-library reads the machine's clock, so it refuses these
 * tokens once the suite's time is moved (more than 5 minutes ahead, or more than 65 minutes back): whoever
 * checks tokens in a suite whose clock moves uses `verify`.
 */
export async function startIdentity(options: EmulatorOptions): Promise<Identity> {
  const { clock } = options;
  const faults = new Faults();
  const store = new Store(options.folder, ['keys']);
  const issued = new Map<string, IssuedToken>();
  let key = await keptSigningKey(store.table('keys'));

  const serve: RequestListener = (request, response) => {
    if (request.method === 'GET' && request.url === '/certs') {
      answerJson(response, 200, { [key.id]: key.publicPem });
    } else if (request.method === 'GET' && request.url === '/jwks') {
      answerJson(response, 200, { keys: [key.publicJwk] });
    } else {
      answerJson(response, 404, { error: 'Ask for GET /certs or GET /jwks' });
    }
  };
  const server = await serveHttp(withFaults(faults, plainFailures, serve), options.port);

  const reloadKey = async () => {
    issued.clear();
    key = await keptSigningKey(store.table('keys'));
  };

  return {
    name: 'identity',
    env: { GOOGLE_CERTS_URL: `${server.url}/certs` },
    faults,
    async token({ email, audience }) {
      const now = Math.floor(clock.now() / 1000);
      const account = JSON.stringify([email, audience]);
      const known = issued.get(account);
      if (known && isFresh(known, now)) return known.token;
      const token = await sign(key, { email, audience }, now);
      issued.set(account, { token, issuedAt: now });
      return token;
    },
    async verify(token, { audience, now }) {
      const { payload } = await jwtVerify<{ email: string; sub: string }>(token, key.public, {
        algorithms: ['RS256'],
        issuer: GOOGLE_ISSUER,
        audience,
        currentDate: new Date(now),
        clockTolerance: RENEW_BEFORE_SECONDS,
        requiredClaims: ['email', 'sub', 'exp', 'iat'],
      });
      return { email: payload.email, subject: payload.sub };
    },
    async stop() {
      await server.close();
      await store.close();
    },
    async reset() {
      store.clear();
      await reloadKey();
    },
    async export() {
      return store.export();
    },
    async import(entries) {
      store.import(entries);
      await reloadKey();
    },
  };
}

/** The clock may have been moved either way since the token was issued. */
function isFresh({ issuedAt }: IssuedToken, now: number): boolean {
  return issuedAt <= now && now < issuedAt + TOKEN_LIFETIME_SECONDS - RENEW_BEFORE_SECONDS;
}

function sign(key: SigningKey, { email, audience }: IdentityClaims, now: number): Promise<string> {
  const subject = subjectOf(email);
  return new SignJWT({ email, email_verified: true, azp: subject })
    .setProtectedHeader({ alg: 'RS256', kid: key.id, typ: 'JWT' })
    .setIssuer(GOOGLE_ISSUER)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + TOKEN_LIFETIME_SECONDS)
    .sign(key.private);
}

/** A number that stays the same for an account, as Google's unique ids do. */
function subjectOf(email: string): string {
  const digest = createHash('sha256').update(email).digest('hex');
  return BigInt(`0x${digest}`).toString().slice(0, DIGITS_OF_A_SUBJECT);
}
