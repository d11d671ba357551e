import { z } from 'zod';
import { WEB_CLIENT } from '../../shared/auth/clients.js';
import { documentedNodeEndpoint } from '../../shared/function/node-endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { invalidRequest, Problem, Unavailable } from '../../shared/problem/problem.js';
import { givenObject, refreshTokenFields } from './given.js';
import { sendJson } from './respond.js';

const Refresh = z.strictObject({
  ...refreshTokenFields,
  scope: z.string().max(1_000).optional().meta({
    description: 'Less than was granted; all of it when absent.',
    example: 'read:watchlist',
  }),
});

export const Tokens = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().describe('Seconds.'),
    scope: z.string().optional(),
    id_token: z.string().optional(),
    refresh_token: z.string().optional().describe('The next one; a browser gets it as a cookie.'),
  })
  .meta({ id: 'Tokens' });

/** POST: a new access token, and the next refresh token. One that was used before ends the sign-in everywhere it led. */
export const refreshTokens = documentedNodeEndpoint({
  summary: 'Refresh an access token',
  description:
    'A refresh token is good once. One that is used again was stolen: the whole family of tokens is taken back.',
  body: Refresh,
  forms: true,
  answer: Tokens,
  problems: ['not-authenticated'],
  async handle(exchange, { authorizationServer }: Uses<'authorizationServer'>) {
    const parsed = Refresh.safeParse(givenObject(exchange.request, exchange.body));
    if (!parsed.success) throw invalidRequest(parsed.error.issues);
    const { refresh_token = authorizationServer.refreshCookie(exchange), scope } = parsed.data;
    const client_id = parsed.data.client_id ?? WEB_CLIENT;
    if (refresh_token === undefined) {
      throw over('There is no refresh token in the body and no cookie; sign in.');
    }
    const { status, body, cookies } = await authorizationServer.token(exchange, {
      grant_type: 'refresh_token',
      refresh_token,
      client_id,
      ...(scope !== undefined && { scope }),
    });
    if (status === 503) throw new Unavailable('the authorization server');
    if (status !== 200) throw refusal(body);
    sendJson(exchange.response, body, { cookies });
  },
});

function refusal({ error, error_description }: Readonly<Record<string, unknown>>): Problem {
  if (error === 'invalid_grant' || error === 'invalid_client') {
    return over('This refresh token is not good any more; sign in again.');
  }
  const message = String(error_description ?? error);
  return new Problem('invalid-request', `${message}.`, { errors: [{ field: 'scope', message }] });
}

function over(detail: string): Problem {
  return new Problem('not-authenticated', detail, { headers: { 'www-authenticate': 'Bearer' } });
}
