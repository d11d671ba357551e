import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { Browser } from '../../scripts/token/browser.js';
import { answerDevice, OAuthClient, REDIRECT } from '../support/oauth.js';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start();
});
afterAll(() => suite.stop());

/** Follows the redirects of an authorization as a person's browser would. */
async function walked(url: URL): Promise<URL> {
  return (await new Browser().walk(url, { end: REDIRECT })).url;
}

describe('openid-client', () => {
  const discovered = (client = 'media-gateway-cli') =>
    openid.discovery(new URL(suite.api), client, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });

  it('signs a person in by code, refreshes, and takes the tokens back', async () => {
    const config = await discovered();
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedState = openid.randomState();
    const expectedNonce = openid.randomNonce();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT,
      scope: 'openid email read:watchlist',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
      login_hint: 'grace',
    });
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    const tokens = await openid.authorizationCodeGrant(config, await walked(url), checks);
    expect(tokens.claims()).toMatchObject({ iss: suite.api, aud: 'media-gateway-cli' });
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    await openid.tokenRevocation(config, next.refresh_token ?? '');
    await expect(openid.refreshTokenGrant(config, next.refresh_token ?? '')).rejects.toThrow(
      expect.objectContaining({ error: 'invalid_grant' }),
    );
  });

  it('connects a device', async () => {
    const config = await discovered('media-gateway-tv');
    const started = await openid.initiateDeviceAuthorization(config, { scope: 'openid read:watchlist' });
    await answerDevice(suite, started.user_code, 'confirm');
    // Its first poll comes after the interval; ours need not wait for that.
    const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...started, interval: 0.01 });
    expect(tokens.refresh_token).toBeDefined();
    expect(tokens.scope).toBe('read:watchlist');
  });
});

describe('oauth4webapi', () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const discovered = async () => {
    const issuer = new URL(suite.api);
    const answer = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
    return oauth.processDiscoveryResponse(issuer, answer);
  };

  it('registers itself, signs a person in for a resource, refreshes, and takes the tokens back', async () => {
    const as = await discovered();
    const registered = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(
        as,
        { client_name: 'An agent', redirect_uris: ['http://127.0.0.1/callback'] },
        insecure,
      ),
    );
    const client: oauth.Client = { client_id: registered.client_id };
    expect(registered).toMatchObject({ token_endpoint_auth_method: 'none', application_type: 'native' });
    const verifier = oauth.generateRandomCodeVerifier();
    const url = new URL(as.authorization_endpoint ?? '');
    for (const [name, value] of Object.entries({
      response_type: 'code',
      client_id: registered.client_id,
      redirect_uri: REDIRECT,
      scope: 'read:watchlist admin:full',
      state: 's',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      resource: `${suite.api}/mcp`,
      login_hint: 'root',
    }))
      url.searchParams.set(name, value);
    const back = oauth.validateAuthResponse(as, client, await walked(url), 's');
    const tokens = await oauth.processAuthorizationCodeResponse(
      as,
      client,
      await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), back, REDIRECT, verifier, insecure),
    );
    const keys = createRemoteJWKSet(new URL(as.jwks_uri ?? ''));
    const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    // An administrator's strangers' clients do not administer.
    expect(payload).toMatchObject({ aud: `${suite.api}/mcp`, scope: 'read:watchlist', role: 'admin' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
    const next = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token ?? '', insecure),
    );
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, oauth.None(), next.refresh_token ?? '', insecure),
    );
    const late = await oauth.refreshTokenGrantRequest(
      as,
      client,
      oauth.None(),
      next.refresh_token ?? '',
      insecure,
    );
    expect(late.status).toBe(400);
  });

  it('may have a secret, if it can keep one', async () => {
    const as = await discovered();
    const registered = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(
        as,
        {
          redirect_uris: ['https://app.example/callback'],
          token_endpoint_auth_method: 'client_secret_basic',
        },
        insecure,
      ),
    );
    const client = { client_id: registered.client_id };
    const ask = (secret: string) =>
      oauth.refreshTokenGrantRequest(as, client, oauth.ClientSecretBasic(secret), 'none', insecure);
    expect([(await ask('wrong')).status, (await ask(String(registered.client_secret))).status]).toEqual([
      401, 400,
    ]);
  });
});

describe('a client that names itself by a metadata document', () => {
  let server: Server;
  let document: Record<string, unknown>;
  let asked = 0;
  const id = () => `https://127.0.0.1:${(server.address() as AddressInfo).port}/client.json`;
  beforeAll(async () => {
    server = createServer((_, response) => {
      asked++;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  it('is let in, once the document was read', async () => {
    document = {
      client_id: id(),
      client_name: 'An agent',
      application_type: 'native',
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: 'none',
    };
    const client = new OAuthClient(suite, id());
    expect((await client.tokens())['access_token']).toBeDefined();
    expect(asked).toBe(1);
  });

  it.each([
    ['http://127.0.0.1:9/client.json'],
    ['https://10.0.0.1/client.json'],
    ['https://169.254.169.254/computeMetadata/v1/'],
    ['https://[fd00::1]/client.json'],
    ['https://metadata.google.internal/x'],
  ])('at %s is not asked for it', async (client_id) => {
    const answer = await new Browser().request(new OAuthClient(suite, client_id).authorizeUrl());
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });
});

describe('keys', () => {
  it('are published with the one that signs, and nothing private', async () => {
    const { keys } = await suite.get<{ keys: Record<string, string>[] }>('/.well-known/jwks.json');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
