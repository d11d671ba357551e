import { ProviderName } from '../../shared/account/account.js';
import { type Scope, scopes } from '../../shared/account/roles.js';
import type { PendingAuthorization } from '../../shared/auth/authorization-server.js';
import { consentPage, errorPage, providersPage } from '../../shared/auth/pages.js';
import { type Exchange, nodeEndpoint } from '../../shared/function/node-endpoint.js';
import { requestUrl } from '../../shared/function/request-url.js';
import type { Uses } from '../../shared/ports.js';
import { redirect, sendPage } from './respond.js';

type Ports = Uses<'authorizationServer' | 'signInProviders'>;

const BASE = '/api/v1/auth/interaction';
const LOST =
  'This sign-in is too old, or was begun in another browser. Go back to where you came from and begin again.';

/** What the scopes of identity mean to the person who is asked. */
const identityScopes: Readonly<Record<string, string>> = {
  openid: 'Know that it is you',
  profile: 'Know your name',
  email: 'Know your e-mail address',
  offline_access: 'Stay signed in',
};

/** The authorization that the address names, where this browser began it. Tells the person where there is none. */
export async function pendingOf(
  exchange: Exchange,
  { authorizationServer }: Uses<'authorizationServer'>,
): Promise<PendingAuthorization | undefined> {
  const [id = ''] = requestUrl(exchange.request.url)
    .pathname.slice(BASE.length + 1)
    .split('/');
  const pending = await authorizationServer.pending(exchange, id);
  if (!pending) sendPage(exchange.response, errorPage(LOST), 400);
  return pending;
}

/** GET: asks the person what the authorization waits for. */
export const showInteraction = nodeEndpoint(async (exchange, ports: Ports) => {
  const pending = await pendingOf(exchange, ports);
  if (!pending) return;
  const { id, client, scopes: wanted } = pending;
  const { response } = exchange;
  if (pending.prompt === 'consent') {
    const wishes = wanted.map((scope) => scopes[scope as Scope] ?? identityScopes[scope] ?? scope);
    sendPage(response, consentPage({ client, wishes, action: `${BASE}/${id}/consent` }));
    return;
  }
  const { offered } = ports.signInProviders;
  const asked =
    ProviderName.safeParse(pending.provider).data ?? (pending.hint === undefined ? undefined : offered[0]);
  if (asked && offered.includes(asked)) {
    redirect(response, ports.signInProviders.begin(asked, id, pending.hint));
    return;
  }
  const links = offered.map(
    (provider) => [provider, `${BASE}/${id}/with/${provider}`] as [ProviderName, string],
  );
  sendPage(response, providersPage(client.name, links));
});

/** GET: the person has chosen where to sign in. */
export const chooseProvider = nodeEndpoint(async (exchange, ports: Ports) => {
  const pending = await pendingOf(exchange, ports);
  if (!pending) return;
  const provider = ProviderName.safeParse(requestUrl(exchange.request.url).pathname.split('/').at(-1));
  if (!provider.success || !ports.signInProviders.offered.includes(provider.data)) {
    sendPage(exchange.response, errorPage('This provider is not offered here.'), 404);
    return;
  }
  redirect(exchange.response, ports.signInProviders.begin(provider.data, pending.id, pending.hint));
});

/** POST: the person allows the client, or does not. */
export const answerConsent = nodeEndpoint(async (exchange, ports: Ports) => {
  const pending = await pendingOf(exchange, ports);
  if (!pending) return;
  const { authorizationServer } = ports;
  const answer = new URLSearchParams(exchange.body.toString()).get('answer');
  if (pending.prompt !== 'consent' || (answer !== 'allow' && answer !== 'deny')) {
    sendPage(exchange.response, errorPage(LOST), 400);
    return;
  }
  redirect(
    exchange.response,
    answer === 'allow'
      ? await authorizationServer.consented(exchange)
      : await authorizationServer.refused(exchange, 'The person did not allow it.'),
  );
});
