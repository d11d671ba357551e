import { z } from 'zod';
import { ProviderName } from '../../shared/account/account.js';
import { WEB_CLIENT } from '../../shared/auth/clients.js';
import { documentedNodeEndpoint } from '../../shared/function/node-endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { invalidRequest } from '../../shared/problem/problem.js';
import { givenObject, isForm } from './given.js';
import { redirect, sendJson } from './respond.js';

const CHALLENGE =
  'must be the SHA-256 of a verifier of your own in base64url (PKCE): openid-client makes both';

const BACK =
  'must be where the browser comes back to, registered for client_id: /signed-in of this host for media-gateway-web, ' +
  'http://127.0.0.1:PORT/callback for media-gateway-cli';

const SignIn = z.strictObject({
  client_id: z
    .string()
    .min(1)
    .max(2_000)
    .default(WEB_CLIENT)
    .meta({ description: 'Who asks; our own web application when absent.', example: 'media-gateway-web' }),
  redirect_uri: z.url(BACK).max(2_000).meta({
    description: 'Where the browser comes back to; registered for the client.',
    example: 'https://auth.media-gateway.io/signed-in',
  }),
  code_challenge: z
    .string(CHALLENGE)
    .regex(/^[\w-]{43}$/, CHALLENGE)
    .meta({
      description: 'The SHA-256 of the verifier in base64url (PKCE, RFC 7636).',
      example: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    }),
  code_challenge_method: z
    .literal('S256')
    .default('S256')
    .meta({ description: 'There is no other.', example: 'S256' }),
  scope: optional(
    1_000,
    'What the client wants to do; everything but administration when absent.',
    'openid read:watchlist',
  ),
  state: optional(1_000, 'Comes back with the code.', 'af0ifjsldkj'),
  nonce: optional(200, 'Comes back in the identity token.', 'n-0S6_WzA2Mj'),
  resource: z.url().max(2_000).optional().meta({
    description: 'For whom the access token is made out (RFC 8707); this API when absent.',
    example: 'urn:media-gateway:api',
  }),
  provider: ProviderName.optional().meta({
    description: 'Where to sign in; the person is asked when absent.',
    example: 'google',
  }),
  login_hint: optional(200, 'Who is expected to sign in.', 'ada'),
});

function optional(longest: number, description: string, example: string) {
  return z.string().max(longest).optional().meta({ description, example });
}

/** POST: where a person begins to sign in. The same as the authorization endpoint, for clients that ask first. */
export const startSignIn = documentedNodeEndpoint({
  summary: 'Start a sign-in',
  description:
    'Answers the address to open in a browser: the authorization endpoint with these parameters. A form that a browser posts is redirected there (303).',
  body: SignIn,
  forms: true,
  answer: z.object({ authorization_url: z.url() }).meta({ id: 'SignInStarted' }),
  async handle({ request, body, response }, { authorizationServer }: Uses<'authorizationServer'>) {
    const parsed = SignIn.safeParse(givenObject(request, body));
    if (!parsed.success) throw invalidRequest(parsed.error.issues);
    const url = new URL('/api/v1/auth/authorize', authorizationServer.issuer);
    url.searchParams.set('response_type', 'code');
    for (const [name, value] of Object.entries(parsed.data)) if (value) url.searchParams.set(name, value);
    if (isForm(request)) redirect(response, url.href);
    else sendJson(response, { authorization_url: url.href });
  },
});
