import { type Method, onRequest, type RequestRoute, type Service } from '../../shared/function/declare.js';
import type { BucketName } from '../../shared/limits/limits.js';

/** Of what signs people in: an expired access token that comes along is no reason to refuse them. */
const signIn = {
  permission: 'service:read',
  limit: 'sign-in',
  credentials: 'own',
  impact: 'nobody can sign in',
} as const;

type Protocol = typeof import('../auth/protocol.js');

/** What OAuth 2.0 and OpenID Connect describe. Documents that stay the same may be read as often as anybody likes. */
function protocol(
  method: Method,
  path: string,
  pick: (of: Protocol) => Protocol[keyof Protocol],
  limit: BucketName | null = signIn.limit,
): RequestRoute {
  return onRequest(method, path, {
    uses: ['authorizationServer'],
    load: async () => pick(await import('../auth/protocol.js')),
    ...signIn,
    limit,
  });
}

/** Pages of it, and addresses that a browser comes by on its way. */
function passage(method: Method, path: string): RequestRoute {
  return onRequest(method, path, {
    uses: ['authorizationServer'],
    load: async () => (await import('../auth/answer-protocol.js')).answerProtocol,
    ...signIn,
  });
}

export const service = {
  audience: 'public',
  tier: 1,
  cpu: 1,
  memory: '512Mi',
  concurrency: 40,
  min: 1,
  max: 20,
  timeoutSeconds: 30,
  prefixes: [
    '/api/v1/auth',
    '/device',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/.well-known/jwks.json',
  ],
  routes: {
    'discover-authorization-server': protocol(
      'GET',
      '/.well-known/oauth-authorization-server',
      (of) => of.describeServer,
      null,
    ),
    'discover-openid': protocol('GET', '/.well-known/openid-configuration', (of) => of.describeServer, null),
    'list-signing-keys': protocol('GET', '/.well-known/jwks.json', (of) => of.listSigningKeys, null),
    authorize: protocol('GET', '/api/v1/auth/authorize', (of) => of.authorize),
    'resume-authorization': passage('GET', '/api/v1/auth/authorize/{uid}'),
    'issue-token': protocol('POST', '/api/v1/auth/token', (of) => of.issueToken),
    'revoke-token': protocol('POST', '/api/v1/auth/revoke', (of) => of.revokeToken),
    'register-client': protocol('POST', '/api/v1/auth/register', (of) => of.registerClient),
    'start-device': protocol('POST', '/api/v1/auth/device/code', (of) => of.startDevice),
    'start-device-for-seed-clients': protocol('POST', '/api/v1/auth/device', (of) => of.startDevice),
    'poll-device': protocol('GET', '/api/v1/auth/device/poll', (of) => of.pollDevice),
    'switch-account': passage('POST', '/api/v1/auth/session/end/confirm'),
    'show-device-page': passage('GET', '/device'),
    'resume-device': passage('GET', '/device/{uid}'),
    'enter-user-code': onRequest('POST', '/device', {
      uses: ['authorizationServer', 'frontDoor'],
      load: async () => (await import('../auth/enter-user-code.js')).enterUserCode,
      ...signIn,
    }),
    'show-interaction': onRequest('GET', '/api/v1/auth/interaction/{uid}', {
      uses: ['authorizationServer', 'signInProviders'],
      load: async () => (await import('../auth/interaction.js')).showInteraction,
      ...signIn,
    }),
    'choose-provider': onRequest('GET', '/api/v1/auth/interaction/{uid}/with/{provider}', {
      uses: ['authorizationServer', 'signInProviders'],
      load: async () => (await import('../auth/interaction.js')).chooseProvider,
      ...signIn,
    }),
    'answer-consent': onRequest('POST', '/api/v1/auth/interaction/{uid}/consent', {
      uses: ['authorizationServer', 'signInProviders'],
      load: async () => (await import('../auth/interaction.js')).answerConsent,
      ...signIn,
    }),
    'return-from-provider': onRequest('GET', '/api/v1/auth/callback/{provider}', {
      uses: ['signInProviders'],
      load: async () => (await import('../auth/return-from-provider.js')).returnFromProvider,
      ...signIn,
    }),
    'finish-sign-in': onRequest('GET', '/api/v1/auth/interaction/{uid}/from/{provider}', {
      uses: ['accounts', 'authorizationServer', 'events', 'roleGrants', 'signInProviders'],
      load: async () => (await import('../auth/return-from-provider.js')).finishSignIn,
      ...signIn,
    }),
    'start-sign-in': onRequest('POST', '/api/v1/auth/login', {
      uses: ['authorizationServer'],
      load: async () => (await import('../auth/start-sign-in.js')).startSignIn,
      ...signIn,
    }),
    'refresh-tokens': onRequest('POST', '/api/v1/auth/refresh', {
      uses: ['authorizationServer'],
      load: async () => (await import('../auth/refresh-tokens.js')).refreshTokens,
      ...signIn,
    }),
    'sign-out': onRequest('POST', '/api/v1/auth/logout', {
      uses: ['authorizationServer', 'events'],
      load: async () => (await import('../auth/sign-out.js')).signOut,
      ...signIn,
    }),
  },
} as const satisfies Service;
