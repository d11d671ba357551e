import type { IncomingMessage, ServerResponse } from 'node:http';
import { type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { AccountId } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import type { Revocations } from '../../account/revocations.js';
import { record } from '../../audit/record.js';
import type { AuthorizationServer, PendingAuthorization } from '../../auth/authorization-server.js';
import { DEVICE_GRANT, WEB_CLIENT } from '../../auth/clients.js';
import { errorPage, pageHeaders } from '../../auth/pages.js';
import { type Exchange, replayed } from '../../function/node-endpoint.js';
import type { Log } from '../../log.js';
import type { Uses } from '../../ports.js';
import { RETRY_AFTER_SECONDS, Unavailable } from '../../problem/problem.js';
import { captured } from './captured.js';
import {
  type ConfigurationParts,
  DEVICE_CODE_SECONDS,
  libraryConfiguration,
  paths,
  userCodeMark,
} from './configuration.js';
import { forgottenRefresh, refreshCookieFor, refreshCookieIn } from './cookies.js';
import { DevicePolls, POLL_INTERVAL_SECONDS } from './device-polls.js';
import type { OidcConfig } from './env.js';
import { Evidence } from './evidence.js';
import { LibraryTime } from './library-time.js';
import type { RevokedFamily } from './records.js';
import { prepared } from './requests.js';
import { Sealing } from './sealing.js';

export interface AuthorizationServerParts extends Pick<Uses<'events'>, 'clock' | 'newId' | 'events'> {
  config: OidcConfig;
  db: ConfigurationParts['records']['db'];
  redis: ConfigurationParts['redis'];
  accounts: Accounts;
  revocations: Revocations;
  log: Log;
}

/** The certified library `oidc-provider` behind our port, with what it leaves open. */
export function authorizationServer(parts: AuthorizationServerParts): AuthorizationServer {
  const { config, db, redis, accounts, clock, log } = parts;
  const sealing = new Sealing(config.AUTH_SESSION_KEY);
  const time = new LibraryTime(clock);
  const familyRevoked = (family: RevokedFamily) => revokedFamily(family, parts);
  const records = { db, sealing, time, familyRevoked };
  const provider = new Provider(
    config.AUTH_ISSUER,
    libraryConfiguration({ config, accounts, records, redis }),
  );
  // Its own addresses follow the forwarded scheme; the host is set for each request (see `ours`).
  provider.proxy = true;
  provider.silent = true;
  const evidence = new Evidence(provider, parts);
  const polls = new DevicePolls(db, clock);
  const failures = new WeakMap<object, Error>();
  provider.on('server_error', (ctx, error) => failures.set(ctx, error));
  provider.use(async (ctx, next) => {
    ctx.set({ ...pageHeaders });
    const answering = next().then(() => evidence.told(ctx));
    const failure = await answering.then(
      () => failures.get(ctx),
      (error: Error) => failures.get(ctx) ?? error,
    );
    if (failure) fail(ctx as KoaContextWithOIDC, failure, log);
    else complete(ctx as KoaContextWithOIDC);
  });
  const listener = provider.callback();
  const { host, protocol } = new URL(config.AUTH_ISSUER);

  /** As sent to the issuer, whatever host the client wrote: no address that we tell is made of a stranger's words. */
  const ours = (exchange: Exchange, changes: Parameters<typeof replayed>[1] = {}): IncomingMessage =>
    replayed(exchange, {
      ...changes,
      headers: {
        ...changes.headers,
        host,
        'x-forwarded-host': undefined,
        'x-forwarded-proto': protocol.slice(0, -1),
      },
    });

  /** RFC 8628, 3.5: only of a device that still waits. */
  const pollsTooSoon = async (parameters: URLSearchParams): Promise<boolean> => {
    const deviceCode = parameters.get('device_code');
    if (parameters.get('grant_type') !== DEVICE_GRANT || !deviceCode) return false;
    const code = await provider.DeviceCode.find(deviceCode, { ignoreExpiration: true });
    const waits = code && !code.isExpired && !code.accountId && !code.error;
    if (!waits || code.clientId !== parameters.get('client_id')) return false;
    return polls.tooSoon(deviceCode, DEVICE_CODE_SECONDS);
  };

  /** RFC 8707, 2.2. The library would use the refresh token up first, and the client had lost its sign-in by a mistake. */
  const isForElsewhere = async (parameters: URLSearchParams): Promise<boolean> => {
    const wanted = parameters.getAll('resource');
    if (parameters.get('grant_type') !== 'refresh_token' || wanted.length === 0) return false;
    const known = await provider.RefreshToken.find(parameters.get('refresh_token') ?? '');
    return known !== undefined && !wanted.every((resource) => [known.resource].flat().includes(resource));
  };

  const token = async (request: IncomingMessage, response: ServerResponse, parameters: URLSearchParams) => {
    if (await pollsTooSoon(parameters)) refuse(response, slowDown);
    else if (await isForElsewhere(parameters)) refuse(response, invalidTarget);
    else await listener(request, response);
  };

  const finished = (exchange: Exchange, result: Parameters<typeof provider.interactionResult>[2]) =>
    provider.interactionResult(ours(exchange), exchange.response, result, {
      mergeWithLastSubmission: !('error' in result),
    });

  const sessionOf = async (exchange: Exchange) => {
    const { cookies } = provider.createContext(ours(exchange), exchange.response);
    const id = cookies.get(provider.cookieName('session'));
    return id === undefined ? undefined : provider.Session.find(id);
  };

  const familyOf = async (refresh: { token: string; client: string } | undefined) => {
    const known = refresh && (await provider.RefreshToken.find(refresh.token, { ignoreExpiration: true }));
    return known?.clientId === refresh?.client ? known?.grantId : undefined;
  };

  return {
    issuer: config.AUTH_ISSUER,
    async answer(exchange) {
      const { url, method, body, parameters, headers } = prepared(exchange, paths);
      const request = ours(exchange, { url, method, body, headers });
      if (goesOnWithDevice(method, url) && !(await sessionOf(exchange))) {
        exchange.response.writeHead(303, { ...pageHeaders, location: paths.code_verification }).end();
        return;
      }
      if (parameters && url.startsWith(paths.token)) await token(request, exchange.response, parameters);
      else await listener(request, exchange.response);
    },
    async pending(exchange, id) {
      const interaction = await provider
        .interactionDetails(ours(exchange), exchange.response)
        .catch((error: Error) => {
          if (error instanceof Unavailable) throw error;
          return undefined;
        });
      if (interaction?.uid !== id) return undefined;
      const client = await provider.Client.find(String(interaction.params['client_id']));
      return pendingFrom(id, interaction, client?.metadata() ?? {});
    },
    signedIn: (exchange, accountId, amr) => finished(exchange, { login: { accountId, amr: [amr] } }),
    async consented(exchange) {
      const { session, params, prompt } = await provider.interactionDetails(
        ours(exchange),
        exchange.response,
      );
      const grant = new provider.Grant({
        accountId: session?.accountId ?? '',
        clientId: String(params['client_id']),
      });
      const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details as MissingScopes;
      grant.addOIDCScope(missingOIDCScope.join(' '));
      for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
        grant.addResourceScope(resource, scopes.join(' '));
      }
      return finished(exchange, { consent: { grantId: await grant.save() } });
    },
    refused: (exchange, why) => finished(exchange, { error: 'access_denied', error_description: why }),
    async token(exchange, parameters) {
      const given = new URLSearchParams(parameters);
      const body = Buffer.from(given.toString());
      const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
      const request = ours(exchange, { url: paths.token, method: 'POST', body, headers });
      delete request.headers.authorization;
      const answer = await captured((asked, response) => token(asked, response, given), request);
      return { status: answer.status, body: JSON.parse(answer.body), cookies: answer.cookies };
    },
    async signOut(exchange, refresh) {
      const grant = await familyOf(refresh);
      if (grant) await provider.Grant.adapter.destroy(grant);
      await (await sessionOf(exchange))?.destroy();
      return [
        forgottenRefresh,
        `${provider.cookieName('session')}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`,
      ];
    },
    sessionAccount: async (exchange) => (await sessionOf(exchange))?.accountId as AccountId | undefined,
    refreshCookie: ({ request }) => refreshCookieIn(request.headers.cookie),
    isKnownUserCode: (code, mark) => userCodeMark(sealing.mark.bind(sealing), code) === mark,
  };
}

/** What follows on the page of devices, where the library fails without the session that it began there. */
function goesOnWithDevice(method: string, url: string): boolean {
  return (
    url.startsWith(`${paths.code_verification}/`) ||
    (method === 'POST' && url.startsWith(paths.code_verification))
  );
}

interface MissingScopes {
  missingOIDCScope?: string[];
  missingResourceScopes?: Record<string, string[]>;
}

function pendingFrom(
  id: string,
  { prompt, params }: { prompt: { name: string; details: unknown }; params: Record<string, unknown> },
  client: { client_name?: unknown; redirect_uris?: unknown },
): PendingAuthorization {
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details as MissingScopes;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const redirect = text(params['redirect_uri']);
  return {
    id,
    prompt: prompt.name === 'consent' ? 'consent' : 'login',
    client: {
      name: text(client.client_name) ?? String(params['client_id']),
      origin: redirect === undefined ? null : new URL(redirect).host || new URL(redirect).protocol,
    },
    scopes: [...missingOIDCScope, ...Object.values(missingResourceScopes).flat()],
    hint: text(params['login_hint']),
    provider: text(params['provider']),
  };
}

/**
 * The access tokens that the family got are no longer good either. Where somebody had a code or a token that was used
 * already, one of the two is a thief, and nothing of the account is.
 */
async function revokedFamily(
  { grant, account, client = '' }: RevokedFamily,
  parts: AuthorizationServerParts,
): Promise<void> {
  const route = Provider.ctx?.oidc.route;
  const wasStolen = route === 'token';
  const now = Math.floor(parts.clock.now() / 1_000);
  const who = (account ?? null) as AccountId | null;
  await Promise.all([
    parts.revocations.revoke(wasStolen && account !== undefined ? account : grant, now),
    record(
      wasStolen ? 'token-reuse-detected' : 'token-revoked',
      { account: who, details: { client: client.slice(0, 512) } },
      parts,
    ),
  ]);
}

/** What the library's own answers lack. */
function complete(ctx: KoaContextWithOIDC): void {
  const body = ctx.body as Record<string, unknown> | undefined;
  if (ctx.status !== 200 || typeof body !== 'object') return;
  if (ctx.oidc.route === 'device_authorization') body['interval'] = POLL_INTERVAL_SECONDS;
  // A browser's scripts get no refresh token in their hands.
  if (ctx.oidc.route === 'token' && ctx.oidc.client?.clientId === WEB_CLIENT && body['refresh_token']) {
    ctx.append('set-cookie', refreshCookieFor(String(body['refresh_token'])));
    delete body['refresh_token'];
  }
}

/** A failure of a part of ours, told in the words of RFC 6749 or as a page. */
function fail(ctx: KoaContextWithOIDC, failure: Error, log: Log): void {
  const passes = failure instanceof Unavailable;
  log(passes ? 'warn' : 'error', failure.stack ?? failure.message, { path: ctx.path });
  ctx.remove('location');
  ctx.status = passes ? 503 : 500;
  if (passes) ctx.set('retry-after', RETRY_AFTER_SECONDS);
  const description = passes ? 'Try again in a few seconds.' : 'Something failed on our side; try again.';
  if (ctx.accepts('json', 'html') === 'html') {
    ctx.type = 'html';
    ctx.body = errorPage(description);
  } else {
    ctx.body = { error: passes ? 'temporarily_unavailable' : 'server_error', error_description: description };
  }
}

const slowDown = {
  error: 'slow_down',
  error_description: 'Wait 5 seconds longer between polls from now on.',
};
const invalidTarget = {
  error: 'invalid_target',
  error_description: 'This sign-in is for another resource; leave `resource` out, or sign in for this one.',
};

function refuse(response: ServerResponse, body: typeof slowDown): void {
  response
    .writeHead(400, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
