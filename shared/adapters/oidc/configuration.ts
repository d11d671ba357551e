import type { Redis } from '@upstash/redis';
import {
  type AccountClaims,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  type Account as LibraryAccount,
  type ResourceServer,
} from 'oidc-provider';
import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import { everyScope } from '../../account/roles.js';
import { firstPartyClients, isFirstParty } from '../../auth/clients.js';
import { deviceCodePage, deviceConfirmPage, deviceDonePage, errorPage } from '../../auth/pages.js';
import type { OidcConfig } from './env.js';
import { Interactions } from './interactions.js';
import { publicFetch } from './public-fetch.js';
import { collectionOf, Records, type RecordsOptions, type StoredKind } from './records.js';
import { checkRedirectUris } from './redirect-uris.js';

export const paths = {
  authorization: '/api/v1/auth/authorize',
  token: '/api/v1/auth/token',
  revocation: '/api/v1/auth/revoke',
  registration: '/api/v1/auth/register',
  device_authorization: '/api/v1/auth/device/code',
  code_verification: '/device',
  end_session: '/api/v1/auth/session/end',
  jwks: '/.well-known/jwks.json',
} as const;
export const INTERACTION = '/api/v1/auth/interaction';

const MINUTE = 60;
const DAY = 86_400;
export const DEVICE_CODE_SECONDS = 15 * MINUTE;
export const REFRESH_SECONDS = 7 * DAY;
const API_RESOURCE = 'urn:media-gateway:api';
const MAX_DOCUMENT_BYTES = 65_536;
/** Of six bits each. */
const DEVICE_CODE_BITS = 32 * 6;
const TOKEN_BITS = 256;

const withoutAdministration = everyScope.filter((scope) => scope !== 'admin:full');
/** What a client gets that does not say what it wants. */
export const DEFAULT_SCOPE = ['openid', ...withoutAdministration].join(' ');

/** Our account behind the library's. */
export interface KnownAccount extends LibraryAccount {
  account: Account;
}

export interface ConfigurationParts {
  config: OidcConfig;
  accounts: Accounts;
  records: RecordsOptions;
  redis: Redis;
}

export function libraryConfiguration({
  config,
  accounts,
  records,
  redis,
}: ConfigurationParts): Configuration {
  const issuer = config.AUTH_ISSUER;
  const { time, sealing } = records;
  return {
    adapter: (kind) =>
      isStored(kind) ? new Records(kind, records) : new Interactions({ redis, sealing, time }),
    clients: firstPartyClients(issuer).map((client) => ({ ...client, token_endpoint_auth_method: 'none' })),
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: 'RS256',
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    extraClientMetadata: {
      properties: ['redirect_uris'],
      validator(_, __, value, { client_id }) {
        if (Array.isArray(value) && !isFirstParty(client_id)) checkRedirectUris(value);
      },
    },
    // Any page may hold a public client; no cookie goes with these requests.
    clientBasedCORS: () => true,
    jwks: { keys: config.AUTH_SIGNING_KEYS.keys.map((key) => ({ ...key, use: 'sig', alg: 'RS256' })) },
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    responseTypes: ['code'],
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    extraParams: ['provider'],
    routes: paths,
    clockTolerance: 0,
    cookies: {
      names: { session: 'mg_session', interaction: 'mg_interaction', resume: 'mg_resume' },
      long: { httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    ttl: {
      AccessToken: config.AUTH_ACCESS_TOKEN_SECONDS,
      AuthorizationCode: MINUTE,
      DeviceCode: DEVICE_CODE_SECONDS,
      // A family of refresh tokens ends with its grant, however often it is refreshed.
      Grant: 365 * DAY,
      IdToken: 15 * MINUTE,
      Interaction: 15 * MINUTE,
      RefreshToken: REFRESH_SECONDS,
      Session: REFRESH_SECONDS,
    },
    formats: {
      bitsOfOpaqueRandomness: (_, token) => (token?.kind === 'DeviceCode' ? DEVICE_CODE_BITS : TOKEN_BITS),
      customizers: {
        jwt(_, token, { payload }) {
          payload['iat'] = Number(payload['iat']) + time.ahead;
          payload['exp'] = Number(payload['exp']) + time.ahead;
          if ('grantId' in token) payload['grant'] = token.grantId;
        },
      },
    },
    extraTokenClaims: (ctx) => ({ role: (ctx.oidc.account as KnownAccount | undefined)?.account.role }),
    expiresWithSession: () => false,
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    async findAccount(ctx, id, token) {
      const account = await accounts.get(id as Account['id']);
      if (account?.status !== 'active') return undefined;
      const since = token && 'iat' in token ? Number(token.iat) : (ctx.oidc.session?.loginTs ?? Infinity);
      if (since + time.ahead <= account.tokens_valid_after) return undefined;
      return { accountId: id, account, claims: async () => claimsOf(account) } satisfies KnownAccount;
    },
    loadExistingGrant: (ctx) => grantOf(ctx, config.AUTH_LOCAL),
    interactions: {
      url: (_, { uid }) => `${INTERACTION}/${uid}`,
      policy: policy(),
    },
    renderError(ctx, { error_description }, error) {
      ctx.type = 'html';
      ctx.body = errorPage(
        error instanceof errors.OIDCProviderError
          ? (error_description ?? 'Begin again.')
          : 'Something failed on our side; try again.',
      );
    },
    fetch: publicFetch(config.AUTH_LOCAL),
    fetchResponseBodyLimits: {
      'client_id metadata document': MAX_DOCUMENT_BYTES,
      jwks_uri: MAX_DOCUMENT_BYTES,
      sector_identifier_uri: MAX_DOCUMENT_BYTES,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      introspection: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_, client, token) => client.clientId === token.clientId,
      },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
      deviceFlow: devicePages(sealing.mark.bind(sealing)),
      resourceIndicators: {
        enabled: true,
        defaultResource: (_, __, oneOf) =>
          oneOf?.includes(API_RESOURCE) ? API_RESOURCE : (oneOf?.[0] ?? API_RESOURCE),
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource, client) => ({
          ...resourceServer(config, resource),
          scope: allowedScopes(ctx, client.clientId).join(' '),
        }),
      },
    },
  };
}

function isStored(kind: string): kind is StoredKind {
  return Object.hasOwn(collectionOf, kind);
}

function claimsOf({ id, email, name }: Account): AccountClaims {
  return { sub: id, ...(email !== null && { email, email_verified: true }), ...(name !== null && { name }) };
}

/** Tokens are made out for us or for our MCP endpoint, and for nobody else (RFC 8707). */
function resourceServer(config: OidcConfig, resource: string): ResourceServer {
  const issuer = config.AUTH_ISSUER;
  const audiences: Readonly<Record<string, string>> = {
    [API_RESOURCE]: config.AUTH_AUDIENCE,
    [issuer]: config.AUTH_AUDIENCE,
    [`${issuer}/`]: config.AUTH_AUDIENCE,
    [`${issuer}/mcp`]: `${issuer}/mcp`,
  };
  const audience = Object.hasOwn(audiences, resource) ? audiences[resource] : undefined;
  if (audience === undefined) throw new errors.InvalidTarget();
  return {
    scope: '',
    audience,
    accessTokenTTL: config.AUTH_ACCESS_TOKEN_SECONDS,
    accessTokenFormat: 'jwt',
    jwt: {
      sign: {
        alg: 'RS256',
        ...(config.AUTH_SIGNING_KEYS.keys[0] && { kid: config.AUTH_SIGNING_KEYS.keys[0].kid }),
      },
    },
  };
}

/** Administration is for our own applications in administrators' hands. */
function allowedScopes(ctx: KoaContextWithOIDC, client: string): readonly string[] {
  const known = ctx.oidc.account as KnownAccount | undefined;
  const mayAdminister = isFirstParty(client) && (!known || known.account.role === 'admin');
  return mayAdminister ? everyScope : withoutAdministration;
}

/**
 * Each authorization is a grant of its own, so that what takes one back leaves the person's other devices alone.
 * Undefined where the person is to be asked first.
 */
async function grantOf(ctx: KoaContextWithOIDC, local: boolean) {
  const { provider, client, account, result, params, resourceServers = {} } = ctx.oidc;
  const { Grant } = provider;
  const given = result?.consent?.grantId;
  if (given) return Grant.find(given);
  if (!client || !account) return undefined;
  // Who confirmed a device's code has said so, and our own web application gets nothing that its site does not have.
  const isAgreed =
    ctx.oidc.entities.DeviceCode !== undefined ||
    (isFirstParty(client.clientId) && client.applicationType === 'web') ||
    (local && params?.['login_hint'] !== undefined);
  if (!isAgreed) return undefined;
  const grant = new Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(' '));
  for (const [resource, server] of Object.entries(resourceServers)) {
    const wanted = [...ctx.oidc.requestParamScopes].filter((scope) => server.scopes.has(scope));
    grant.addResourceScope(resource, wanted.join(' '));
  }
  await grant.save();
  return grant;
}

/** As the library's, but that consent is asked for by what is granted, not by the kind of client. */
function policy() {
  const prompts = interactionPolicy.base();
  prompts.get('consent')?.checks.remove('native_client_prompt');
  prompts
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'account_unknown',
        'the account of this session is gone',
        'login_required',
        ({ oidc }) => oidc.session?.accountId !== undefined && oidc.account === undefined,
      ),
    );
  return prompts;
}

function devicePages(mark: (purpose: string, text: string) => string) {
  return {
    enabled: true,
    charset: 'base-20' as const,
    mask: '****-****',
    deviceInfo: () => ({}),
    userCodeInputSource(ctx: KoaContextWithOIDC, form: string, _?: unknown, error?: Error) {
      ctx.type = 'html';
      ctx.body = deviceCodePage(labelled(form), error && troubleOf(error));
    },
    userCodeConfirmSource(
      ctx: KoaContextWithOIDC,
      form: string,
      client: { clientName?: string | undefined; clientId: string },
      _: unknown,
      userCode: string,
    ) {
      ctx.type = 'html';
      const known = `<input type="hidden" name="known" value="${userCodeMark(mark, userCode)}"/></form>`;
      ctx.body = deviceConfirmPage(
        form.replace('</form>', known),
        client.clientName ?? client.clientId,
        userCode,
      );
    },
    successSource(ctx: KoaContextWithOIDC) {
      ctx.type = 'html';
      const { client } = ctx.oidc;
      ctx.body = deviceDonePage(client?.clientName ?? 'Your device');
    },
  };
}

export function userCodeMark(mark: (purpose: string, text: string) => string, code: string): string {
  return mark('user-code', code.toUpperCase().replace(/[^A-Z0-9]/g, ''));
}

function labelled(form: string): string {
  return form.replace('placeholder="Enter code"', 'aria-label="Code"');
}

/** The library tells these apart by name only. */
function troubleOf({ name }: Error): string {
  switch (name) {
    case 'NoCodeError':
      return 'Type the code first.';
    case 'NotFoundError':
      return 'No device shows this code. Check it and try again.';
    case 'ExpiredError':
      return 'This code is too old. Let your device show a new one.';
    case 'AlreadyUsedError':
      return 'This code was used already. Let your device show a new one.';
    case 'AbortedError':
      return 'The device was not connected.';
    default:
      return 'That did not work. Type the code again.';
  }
}
