import { z } from 'zod';
import { record } from '../../shared/audit/record.js';
import { WEB_CLIENT } from '../../shared/auth/clients.js';
import { documentedNodeEndpoint } from '../../shared/function/node-endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { invalidRequest } from '../../shared/problem/problem.js';
import { givenObject, refreshTokenFields } from './given.js';
import { sendJson } from './respond.js';

const SignOut = z.strictObject(refreshTokenFields);

/** POST: nobody is signed in any more, here. Signing out twice is no mistake. */
export const signOut = documentedNodeEndpoint({
  summary: 'Sign out',
  description:
    "Takes back the refresh token and all that came from the same sign-in, ends the browser's session and clears its cookies. Other devices stay signed in.",
  body: SignOut,
  forms: true,
  answer: z.object({ signed_out: z.literal(true) }).meta({ id: 'SignedOut' }),
  async handle(exchange, ports: Uses<'authorizationServer' | 'events'>) {
    const { authorizationServer } = ports;
    const parsed = SignOut.safeParse(givenObject(exchange.request, exchange.body));
    if (!parsed.success) throw invalidRequest(parsed.error.issues);
    const token = parsed.data.refresh_token ?? authorizationServer.refreshCookie(exchange);
    const refresh = token && { token, client: parsed.data.client_id ?? WEB_CLIENT };
    const account = await authorizationServer.sessionAccount(exchange);
    const cookies = await authorizationServer.signOut(exchange, refresh || undefined);
    if (account) await record('signed-out', { account }, ports);
    sendJson(exchange.response, { signed_out: true }, { cookies });
  },
});
