import { createHash, randomBytes } from 'node:crypto';
import { CLI_CLIENT } from '../../shared/auth/clients.js';
import { Browser } from './browser.js';

/** Nobody listens there: the walk ends before it would be asked. */
const REDIRECT = 'http://127.0.0.1:49152/callback';

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token?: string;
  expires_in: number;
  scope: string;
}

interface Wish {
  person: string;
  /** All that there is when absent; administration is left out for who is no administrator. */
  scope?: string;
  provider?: string;
}

/** Signs a person of the local providers in, by plain HTTP: authorize, provider, callback, token. */
export async function signIn(api: string, { person, scope, provider }: Wish): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const authorize = new URL('/api/v1/auth/authorize', api);
  const parameters = {
    response_type: 'code',
    client_id: CLI_CLIENT,
    redirect_uri: REDIRECT,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: person,
    scope,
    provider,
  };
  for (const [name, value] of Object.entries(parameters)) if (value) authorize.searchParams.set(name, value);
  const { url, response } = await new Browser().walk(authorize, { end: REDIRECT });
  const code = url.searchParams.get('code');
  if (!url.href.startsWith(REDIRECT) || !code) {
    const why = url.searchParams.get('error_description') ?? (await response.text()).replace(/<[^>]*>/g, ' ');
    throw new Error(`The sign-in ended at ${url.pathname}: ${why.trim().slice(0, 300)}`);
  }
  const answer = await fetch(new URL('/api/v1/auth/token', api), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLI_CLIENT,
      redirect_uri: REDIRECT,
      code,
      code_verifier: verifier,
    }),
  });
  if (!answer.ok) throw new Error(`The code was answered with ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Tokens;
}
