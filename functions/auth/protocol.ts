import { z } from 'zod';
import { DEVICE_GRANT } from '../../shared/auth/clients.js';
import { documentedNodeEndpoint } from '../../shared/function/node-endpoint.js';
import { answer } from './answer-protocol.js';
import { Tokens } from './refresh-tokens.js';

/** What of OAuth and OpenID Connect clients call themselves, described for those that are generated from the document. */

/** RFC 6749, 5.2. */
const OAuthError = z
  .object({ error: z.string(), error_description: z.string().optional() })
  .meta({ id: 'OAuthError', description: 'What went wrong, by RFC 6749 and its successors.' });
const failures = { 'application/json': OAuthError };

const text = (longest: number, description: string, example: string) =>
  z.string().min(1).max(longest).meta({ description, example });

const client_id = text(
  2_000,
  'Who asks: a name that we know, one of a registration, or the address of a metadata document.',
  'media-gateway-tv',
);
const redirect_uri = z.url().max(2_000).meta({
  description: 'Where the browser comes back to; registered for the client.',
  example: 'http://127.0.0.1:49152/callback',
});
const scope = text(
  1_000,
  'What the client wants to do; everything but administration when absent.',
  'openid read:watchlist',
);
const resource = z.url().max(2_000).meta({
  description: 'For whom the access token is made out (RFC 8707); this API when absent.',
  example: 'urn:media-gateway:api',
});
const device_code = text(100, 'Of the device authorization.', 'TUDFjcRhCGWtTrxLx6k3wkd3iZVHfM3w');

export const authorize = documentedNodeEndpoint({
  summary: 'Authorize a client',
  description:
    'For a browser: the person signs in and is sent back to `redirect_uri` with `code`, `state` and `iss`, or with `error`. ' +
    'OAuth 2.1 with PKCE (S256).',
  query: z.object({
    response_type: z.enum(['code']).meta({ description: 'There is no other.', example: 'code' }),
    client_id: client_id.meta({ example: 'media-gateway-cli' }),
    redirect_uri,
    code_challenge: z
      .string()
      .regex(/^[\w-]{43}$/)
      .meta({
        description: 'The SHA-256 of the verifier in base64url (RFC 7636).',
        example: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      }),
    code_challenge_method: z.enum(['S256']).meta({ description: 'There is no other.', example: 'S256' }),
    scope: scope.optional(),
    state: text(1_000, 'Comes back with the code.', 'af0ifjsldkj').optional(),
    nonce: text(200, 'Comes back in the identity token.', 'n-0S6_WzA2Mj').optional(),
    resource: resource.optional(),
    provider: text(
      20,
      'Where to sign in: google or github; the person is asked when absent.',
      'google',
    ).optional(),
    login_hint: text(200, 'Who is expected to sign in.', 'ada').optional(),
    prompt: text(40, '`login` asks anew who it is, `none` asks nothing.', 'login').optional(),
  }),
  status: 303,
  answer: z.void(),
  failures: { 'text/html': z.string(), ...failures },
  handle: answer,
});

export const issueToken = documentedNodeEndpoint({
  summary: 'Get tokens',
  description:
    'For a code, for a device code that a person has approved, or for a refresh token, which is good once. A device asks ' +
    'every `interval` seconds; until the person has answered it gets `authorization_pending`, or `slow_down`.',
  forms: true,
  body: z.object({
    grant_type: z
      .enum(['authorization_code', 'refresh_token', DEVICE_GRANT])
      .meta({ description: 'What is brought.', example: 'refresh_token' }),
    client_id: client_id.optional().meta({ example: 'media-gateway-cli' }),
    client_secret: text(200, 'Of a client that has one; or by HTTP Basic.', 'a secret').optional(),
    code: text(200, 'With `authorization_code`.', 'SplxlOBeZQQYbYS6WxSbIA').optional(),
    redirect_uri: redirect_uri.optional(),
    code_verifier: z
      .string()
      .regex(/^[\w.~-]{43,128}$/)
      .optional()
      .meta({
        description: 'Whose SHA-256 the challenge was.',
        example: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      }),
    device_code: device_code.optional(),
    refresh_token: text(500, 'With `refresh_token`.', 'tGzv3JOkF0XG5Qx2TlKWIA').optional(),
    scope: text(1_000, 'Less than was granted, when refreshing.', 'read:watchlist').optional(),
    resource: resource.optional(),
  }),
  answer: Tokens,
  failures,
  handle: answer,
});

export const pollDevice = documentedNodeEndpoint({
  summary: 'Get a device’s tokens',
  description: 'The same as `POST /api/v1/auth/token`, which RFC 8628 has it at.',
  query: z.object({ device_code, client_id }),
  answer: Tokens,
  failures,
  handle: answer,
});

export const revokeToken = documentedNodeEndpoint({
  summary: 'Take a token back',
  description:
    'With all that came from the same sign-in (RFC 7009). One that is unknown, or another client’s, is answered likewise.',
  forms: true,
  body: z.object({
    token: text(8_000, 'A refresh token.', 'tGzv3JOkF0XG5Qx2TlKWIA'),
    token_type_hint: text(40, 'What it is.', 'refresh_token').optional(),
    client_id: client_id.optional(),
    client_secret: text(200, 'Of a client that has one; or by HTTP Basic.', 'a secret').optional(),
  }),
  contentType: 'text/plain',
  answer: z.literal(''),
  failures,
  handle: answer,
});

export const registerClient = documentedNodeEndpoint({
  summary: 'Register a client',
  description:
    'For applications that nobody has told us of, e.g. agents (RFC 7591). One that is not used for a year is forgotten. ' +
    'Other metadata of OpenID Connect is taken as well.',
  body: z.object({
    redirect_uris: z
      .array(z.string().max(2_000))
      .min(1)
      .meta({
        description: 'By HTTPS, by HTTP on the person’s own machine, or by a scheme of a native application.',
        example: ['http://127.0.0.1/callback'],
      }),
    client_name: text(200, 'What a person is asked to allow.', 'An agent').optional(),
    application_type: z
      .enum(['web', 'native'])
      .optional()
      .meta({ description: '`native` where it comes back to its own machine.', example: 'native' }),
    token_endpoint_auth_method: z
      .enum(['none', 'client_secret_basic', 'client_secret_post'])
      .optional()
      .meta({ description: 'Whether it can keep a secret; `none` when absent.', example: 'none' }),
    scope: scope.optional(),
  }),
  status: 201,
  answer: z
    .looseObject({
      client_id: z.string(),
      client_secret: z.string().optional(),
      redirect_uris: z.array(z.string()),
    })
    .meta({ id: 'RegisteredClient' }),
  failures,
  handle: answer,
});

export const startDevice = documentedNodeEndpoint({
  summary: 'Connect a device',
  description:
    'Answers a code that a person types at `verification_uri`, and one to ask for tokens with (RFC 8628). Also at ' +
    '`POST /api/v1/auth/device`.',
  forms: true,
  body: z.object({ client_id, scope: scope.optional(), resource: resource.optional() }),
  answer: z
    .object({
      device_code: z.string(),
      user_code: z.string(),
      verification_uri: z.url(),
      verification_uri_complete: z.url(),
      expires_in: z.int().describe('Seconds.'),
      interval: z.int().describe('Seconds between two requests for tokens.'),
    })
    .meta({ id: 'DeviceAuthorization' }),
  failures,
  handle: answer,
});

const Metadata = z.record(z.string(), z.unknown());

export const describeServer = documentedNodeEndpoint({
  summary: 'The authorization server’s metadata',
  description: 'By RFC 8414; OpenID Connect’s is at `/.well-known/openid-configuration`.',
  answer: Metadata.meta({ description: 'RFC 8414.' }),
  failures,
  handle: answer,
});

export const listSigningKeys = documentedNodeEndpoint({
  summary: 'Keys that access tokens are signed with',
  contentType: 'application/jwk-set+json',
  answer: z.object({ keys: z.array(Metadata) }).meta({ id: 'KeySet', description: 'RFC 7517.' }),
  failures,
  handle: answer,
});
