import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { SignJWT } from 'jose';
import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import { answerJson, plainFailures, readBody, serveHttp, withFaults } from '../http-server.js';
import { GOOGLE_ISSUER } from '../identity/identity.js';
import { keptSigningKey, type SigningKey } from '../identity/signing-key.js';
import { Store } from '../store.js';
import { Consent } from './consent.js';
import { DOMAIN, type Person } from './people.js';

const ID_TOKEN_SECONDS = 3_600;
const CLIENT = { id: 'media-gateway.local', secret: 'local-secret' };

/** Whom the local system takes for what, by the addresses that this provider vouches for. */
export const signInRoles = { admins: [`root@${DOMAIN}`], premium: [`grace@${DOMAIN}`] };

/**
 * Stands in for the sign-in of Google and of GitHub, on one port: `/o/oauth2/v2/auth`, `/token` and `/oauth2/v1/certs` of
 * the one, `/login/oauth/...`, `/user` and `/user/emails` of the other. It knows anybody by name.
 *
 * Identity tokens are in the machine's time, whatever the suite's clock says: google-auth-library reads no other.
 */
export async function startSignIn(options: EmulatorOptions): Promise<Emulator> {
  const faults = new Faults();
  const store = new Store(options.folder, ['keys']);
  let key = await keptSigningKey(store.table('keys'));
  const google = new Consent('google', CLIENT.id, GOOGLE_ISSUER);
  const github = new Consent('github', CLIENT.id);
  /** GitHub's access tokens, until the emulator stops. */
  const signedIn = new Map<string, Person>();

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => unknown> = {
    'GET /o/oauth2/v2/auth': (_, response, url) =>
      google.answer(url, url.searchParams.get('login_hint'), response),
    'POST /token': async (request, response) => {
      const approval = google.redeem(await formOf(request), CLIENT.secret);
      if (!approval) return answerJson(response, 400, { error: 'invalid_grant' });
      const idToken = await googleToken(key, approval.person, approval.nonce);
      return answerJson(response, 200, {
        access_token: randomUUID(),
        id_token: idToken,
        token_type: 'Bearer',
      });
    },
    'GET /oauth2/v1/certs': (_, response) => answerJson(response, 200, { [key.id]: key.publicPem }),
    'GET /login/oauth/authorize': (_, response, url) =>
      github.answer(url, url.searchParams.get('login'), response),
    'POST /login/oauth/access_token': async (request, response) => {
      const approval = github.redeem(await formOf(request), CLIENT.secret);
      // GitHub answers 200 for its errors.
      if (!approval) return answerJson(response, 200, { error: 'bad_verification_code' });
      const token = `gho_${randomBytes(18).toString('base64url')}`;
      signedIn.set(token, approval.person);
      return answerJson(response, 200, { access_token: token, token_type: 'bearer', scope: 'user:email' });
    },
    'GET /user': (request, response) => {
      const person = signedIn.get(bearerOf(request));
      if (!person) return answerJson(response, 401, { message: 'Bad credentials' });
      return answerJson(response, 200, { id: Number(person.subject), login: person.name, name: person.name });
    },
    'GET /user/emails': (request, response) => {
      const person = signedIn.get(bearerOf(request));
      if (!person) return answerJson(response, 401, { message: 'Bad credentials' });
      return answerJson(response, 200, [
        { email: `old-${person.email}`, primary: false, verified: true },
        { email: person.email, primary: true, verified: true },
      ]);
    },
  };
  const serve: RequestListener = async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const route = routes[`${request.method} ${url.pathname}`];
    if (route) await route(request, response, url);
    else answerJson(response, 404, { message: 'Not Found' });
  };
  const server = await serveHttp(withFaults(faults, plainFailures, serve), options.port);
  const reloadKey = async () => {
    signedIn.clear();
    key = await keptSigningKey(store.table('keys'));
  };

  return {
    name: 'sign-in',
    env: {
      GOOGLE_CLIENT_ID: CLIENT.id,
      GOOGLE_CLIENT_SECRET: CLIENT.secret,
      GOOGLE_SIGN_IN_ORIGIN: server.url,
      GITHUB_CLIENT_ID: CLIENT.id,
      GITHUB_CLIENT_SECRET: CLIENT.secret,
      GITHUB_SIGN_IN_ORIGIN: server.url,
    },
    faults,
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

function googleToken(key: SigningKey, person: Person, nonce: string | null): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({
    email: person.email,
    email_verified: true,
    name: person.name,
    azp: CLIENT.id,
    ...(nonce !== null && { nonce }),
  })
    .setProtectedHeader({ alg: 'RS256', kid: key.id, typ: 'JWT' })
    .setIssuer(GOOGLE_ISSUER)
    .setAudience(CLIENT.id)
    .setSubject(person.subject)
    .setIssuedAt(now)
    .setExpirationTime(now + ID_TOKEN_SECONDS)
    .sign(key.private);
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams((await readBody(request)).toString());
}

function bearerOf(request: IncomingMessage): string {
  return /^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}
