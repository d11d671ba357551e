import { z } from 'zod';
import { ProviderName } from '../../shared/account/account.js';
import { WEB_CLIENT } from '../../shared/auth/clients.js';
import { documentedNodeEndpoint } from '../../shared/function/node-endpoint.js';
import { invalidRequest } from '../../shared/problem/problem.js';
import { givenObject, isForm } from './given.js';
import { redirect, sendJson } from './respond.js';

const SignIn = z.strictObject({
  client_id: z.string().min(1).max(2_000).default(WEB_CLIENT).meta({ example: 'media-gateway-web' }),
  redirect_uri: z.url().max(2_000).meta({ example: 'http://127.0.0.1:8080/signed-in' }),
  code_challenge: z
    .string()
    .regex(/^[\w-]{43}$/, 'must be the SHA-256 of the verifier in base64url')
    .describe('PKCE, S256 (RFC 7636).')
    .meta({ example: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' }),
  code_challenge_method: z.literal('S256').default('S256'),
  scope: z.string().max(1_000).optional().meta({ example: 'openid read:watchlist' }),
  state: z.string().max(1_000).optional(),
  nonce: z.string().max(200).optional(),
  resource: z.url().max(2_000).optional(),
  provider: ProviderName.optional().describe('Where to sign in; the person is asked when absent.'),
  login_hint: z.string().max(200).optional(),
});

/** POST: where a person begins to sign in. The same as the authorization endpoint, for clients that ask first. */
export const startSignIn = documentedNodeEndpoint({
  summary: 'Start a sign-in',
  description:
    'Answers the address to open in a browser: the authorization endpoint with these parameters. A form that a browser posts is redirected there (303).',
  body: SignIn,
  answer: z.object({ authorization_url: z.url() }).meta({ id: 'SignInStarted' }),
  async handle({ request, body, response, origin }) {
    const parsed = SignIn.safeParse(givenObject(request, body));
    if (!parsed.success) throw invalidRequest(parsed.error.issues);
    const url = new URL('/api/v1/auth/authorize', origin);
    url.searchParams.set('response_type', 'code');
    for (const [name, value] of Object.entries(parsed.data)) if (value) url.searchParams.set(name, value);
    if (isForm(request)) redirect(response, url.href);
    else sendJson(response, { authorization_url: url.href });
  },
});
