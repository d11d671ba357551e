import { AccountId, type ProvenIdentity, ProviderName } from '../../shared/account/account.js';
import { record } from '../../shared/audit/record.js';
import type { PendingAuthorization } from '../../shared/auth/authorization-server.js';
import { errorPage } from '../../shared/auth/pages.js';
import { type Returned, SignInRefused } from '../../shared/auth/sign-in-providers.js';
import { type Exchange, nodeEndpoint } from '../../shared/function/node-endpoint.js';
import { requestUrl } from '../../shared/function/request-url.js';
import type { Uses } from '../../shared/ports.js';
import { pendingOf } from './interaction.js';
import { redirect, sendPage } from './respond.js';

type Ports = Uses<'accounts' | 'authorizationServer' | 'events' | 'roleGrants' | 'signInProviders'>;

const NOT_OURS = 'This answer belongs to no sign-in of ours, or came too late. Begin again.';

/**
 * GET of the address that a provider sends the browser back to. It goes on to the interaction's own address, where the
 * browser shows the cookie of the interaction: an answer that was planted in another browser ends there.
 */
export const returnFromProvider = nodeEndpoint(
  async ({ request, response }, { signInProviders }: Uses<'signInProviders'>) => {
    const { pathname, search, searchParams } = requestUrl(request.url);
    const provider = ProviderName.safeParse(pathname.split('/').at(-1)).data;
    const interaction = provider && signInProviders.interactionOf(provider, searchParams.get('state') ?? '');
    if (!interaction) {
      sendPage(response, errorPage(NOT_OURS), 400);
      return;
    }
    redirect(response, `/api/v1/auth/interaction/${interaction}/from/${provider}${search}`);
  },
);

/** GET: the person has proved who they are, or has not. */
export const finishSignIn = nodeEndpoint(async (exchange, ports: Ports) => {
  const pending = await pendingOf(exchange, ports);
  if (!pending) return;
  const { pathname, searchParams } = requestUrl(exchange.request.url);
  const provider = ProviderName.safeParse(pathname.split('/').at(-1));
  if (pending.prompt !== 'login' || !provider.success) {
    sendPage(exchange.response, errorPage(NOT_OURS), 400);
    return;
  }
  const returned = Object.fromEntries(searchParams);
  redirect(exchange.response, await outcome(exchange, pending, { provider: provider.data, returned }, ports));
});

/** Where to send the browser. */
async function outcome(
  exchange: Exchange,
  pending: PendingAuthorization,
  { provider, returned }: { provider: ProviderName; returned: Returned },
  ports: Ports,
): Promise<string> {
  const details = { client: pending.client.name.slice(0, 512), provider };
  try {
    const identity = await ports.signInProviders.complete(provider, pending.id, returned);
    const account = await accountOf(identity, ports);
    if (account.status !== 'active') throw new SignInRefused('This account is suspended.');
    const [goingOn] = await Promise.all([
      ports.authorizationServer.signedIn(exchange, account.id, provider),
      record('signed-in', { account: account.id, details }, ports),
    ]);
    return goingOn;
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    await record('sign-in-refused', { details }, ports);
    return ports.authorizationServer.refused(exchange, error.message);
  }
}

async function accountOf(identity: ProvenIdentity, ports: Ports) {
  const { accounts, clock, newId, roleGrants } = ports;
  const role = roleGrants.roleOf(identity);
  const fresh = { id: AccountId.parse(newId()), role, at: clock.now() };
  const { account, created } = await accounts.signIn(identity, fresh);
  if (created) await record('account-created', { account: account.id, details: { role } }, ports);
  // Who was made an operator after the first sign-in becomes one at the next.
  if (role !== 'admin' || account.role === 'admin') return account;
  const raised = await accounts.update(account.id, { role });
  await record('role-changed', { account: account.id, details: { from: account.role, to: role } }, ports);
  return raised?.after ?? account;
}
