import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { Browser } from '../../scripts/token/browser.js';
import { CLI, OAuthClient, REDIRECT } from '../support/oauth.js';

const TOKEN = '/api/v1/auth/token';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let suite: Suite;
let client: OAuthClient;
/** What a request could make us ask. */
let asked = 0;
let listening: Server;
const elsewhere = () => `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
beforeAll(async () => {
  suite = await Suite.start();
  client = new OAuthClient(suite);
  listening = createServer((_, response) => {
    asked += 1;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
});
afterAll(async () => {
  listening.close();
  await suite.stop();
});

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const unsigned = (claims: object) => `${encode({ alg: 'none' })}.${encode(claims)}.`;

const exchangeOf = (code: string) =>
  new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: CLI,
    redirect_uri: REDIRECT,
    code_verifier: client.verifier,
    code,
  });

describe('an authorization', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['no response_type', { response_type: undefined }],
    ['response_type none', { response_type: 'none' }],
    ['response_type code token', { response_type: 'code token' }],
    ['response_type code id_token token', { response_type: 'code id_token token', nonce: 'n' }],
    ['a response mode that there is not', { response_mode: 'web_message' }],
    ['a signed response mode', { response_mode: 'query.jwt' }],
    ['a method in other letters', { code_challenge_method: 's256' }],
    ['another method', { code_challenge_method: 'S512' }],
    ['a challenge that is too long', { code_challenge: 'a'.repeat(129) }],
    ['a challenge of other letters', { code_challenge: `${'a'.repeat(42)}=` }],
    ['an empty challenge', { code_challenge: '' }],
    ['a request object', { request: unsigned({ redirect_uri: 'https://evil.example' }) }],
    ['a request object elsewhere', { request_uri: 'http://127.0.0.1:9/request.jwt' }],
    ['nobody to be asked, where nobody is signed in', { prompt: 'none' }],
    ['nobody to be asked, and somebody', { prompt: 'none login' }],
    ['a prompt that there is not', { prompt: 'trust-me' }],
    ['somebody else’s identity token', { prompt: 'none', id_token_hint: unsigned({ sub: 'root' }) }],
    ['a client that has no such grant', { client_id: 'media-gateway-tv' }],
    ['a target with a fragment', { resource: 'urn:media-gateway:api#x' }],
    ['a target that ours begins', { resource: 'urn:media-gateway:api.evil.example' }],
  ])('with %s gives no code', async (_, changes) => {
    const url = await client.authorize(changes);
    expect(url.searchParams.get('code') ?? new URLSearchParams(url.hash.slice(1)).get('code')).toBeNull();
  });

  it.each([
    `${REDIRECT}\r\nSet-Cookie: mg_session=theirs`,
    `${REDIRECT} https://evil.example`,
    `${REDIRECT}%2f..%2fevil`,
    'http://127.0.0.1:49152//callback',
    'http://127.1:49152/callback',
    'http://2130706433:49152/callback',
    'http://user@127.0.0.1:49152/callback',
    'http://127.0.0.1:99999/callback',
    'http://[::ffff:127.0.0.1]:49152/callback',
    'com.example.app:/callback',
    'data:text/html,<script>alert(1)</script>',
    'null',
  ])('never leads to %j', async (redirect_uri) => {
    const response = await new Browser().request(
      client.authorizeUrl({ redirect_uri, response_type: 'token' }),
    );
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    await response.body?.cancel();
  });

  it('fetches nothing that a request names', async () => {
    const there = elsewhere();
    for (const name of ['request_uri', 'resource', 'id_token_hint', 'registration', 'logo_uri', 'jwks_uri'])
      await client.authorize({ [name]: there });
    expect(asked).toBe(0);
  });

  it('gives nobody more than their role, whatever is asked for', async () => {
    const { scope, access_token = '' } = await client.tokens({
      scope: 'openid read:watchlist admin:full superuser *',
      claims: JSON.stringify({ id_token: { role: { value: 'admin' } }, access_token: { role: null } }),
      role: 'admin',
    });
    expect(scope).toBe('read:watchlist');
    expect(decodeJwt(access_token)).toMatchObject({ role: 'free_user', scope: 'read:watchlist' });
    expect(await client.api(access_token, '/api/v1/admin/users')).toBe(403);
  });

  it('is made by GET alone', async () => {
    const answer = await suite.fetch('/api/v1/auth/authorize', { method: 'POST', body: '', headers: FORM });
    expect(answer.status).toBe(405);
  });

  it('reflects nothing of a request that a page could run', async () => {
    for (const name of ['client_id', 'redirect_uri', 'response_type', 'scope', 'resource', 'provider']) {
      const url = client.authorizeUrl({ [name]: '"><script>alert(1)</script>', login_hint: undefined });
      const answer = await new Browser().request(url);
      expect(await answer.text()).not.toContain('<script>alert');
    }
  });
});

describe('the token endpoint', () => {
  const post = async (body: string, headers: Record<string, string> = FORM, path = TOKEN) => {
    const answer = await suite.fetch(path, { method: 'POST', body, headers });
    const text = await answer.text();
    expect(text).not.toContain('access_token');
    return answer.status;
  };

  it.each([
    ['password', { username: 'ada', password: 'secret' }],
    ['client_credentials', {}],
    ['implicit', {}],
    ['urn:ietf:params:oauth:grant-type:jwt-bearer', { assertion: unsigned({ sub: 'ada' }) }],
    ['urn:ietf:params:oauth:grant-type:token-exchange', { subject_token: unsigned({ sub: 'ada' }) }],
    ['authorization_code', {}],
    ['refresh_token', {}],
    ['', {}],
  ])('knows no grant %j that needs no sign-in', async (grant_type, more) => {
    const parameters = new URLSearchParams({ grant_type, client_id: CLI, scope: 'openid', ...more });
    expect(await post(parameters.toString())).toBe(400);
  });

  it('takes a form or JSON in a body, and each parameter once', async () => {
    const code = await client.code();
    const form = exchangeOf(code).toString();
    for (const name of ['code', 'grant_type', 'client_id', 'code_verifier', 'redirect_uri'])
      expect(await post(`${form}&${name}=other`), name).toBe(400);
    expect(await post(form, { 'content-type': 'text/plain' })).toBe(415);
    expect(await post(form, { 'content-type': 'multipart/form-data; boundary=x' })).toBe(415);
    expect(await post('', FORM, `${TOKEN}?${form}`)).toBe(400);
    const listed = JSON.stringify({ ...Object.fromEntries(exchangeOf(code)), code: [code] });
    expect(await post(listed, { 'content-type': 'application/json' })).toBe(400);
    expect((await suite.fetch(`${TOKEN}?${form}`)).status).toBe(405);
    // None of that has used it up.
    expect((await client.exchange(code)).status).toBe(200);
  });

  it.each([
    ['too short', 'a'.repeat(42)],
    ['too long', 'a'.repeat(129)],
    ['of letters that are none', `${'a'.repeat(42)}+`],
    ['empty', ''],
    ['with a line break', 'NEWLINE'],
  ])('takes no verifier that is %s', async (_, given) => {
    const code_verifier = given === 'NEWLINE' ? `${client.verifier}\n` : given;
    expect((await client.exchange(await client.code(), { code_verifier })).status).toBe(400);
  });

  it('lets nobody speak for a client that has a secret', async () => {
    const registration = { redirect_uris: [REDIRECT], token_endpoint_auth_method: 'client_secret_basic' };
    const registered = await suite.fetch('/api/v1/auth/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(registration),
    });
    const { client_id, client_secret } = (await registered.json()) as Record<string, string>;
    const confidential = new OAuthClient(suite, client_id);
    const code = await confidential.code();
    const basic = (secret: string) => ({
      ...FORM,
      authorization: `Basic ${Buffer.from(`${client_id}:${secret}`).toString('base64')}`,
    });
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      redirect_uri: REDIRECT,
      code_verifier: confidential.verifier,
      code,
    }).toString();
    const assertion = new URLSearchParams({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: unsigned({ iss: client_id, sub: client_id, aud: suite.api, exp: 9_999_999_999 }),
    });
    for (const wrong of ['', 'x', `${client_secret}x`, String(client_secret).toUpperCase()])
      expect(await post(form, basic(wrong)), wrong).toBe(wrong === '' ? 400 : 401);
    expect(await post(`${form}&client_id=${client_id}`)).toBe(401);
    expect(await post(`${form}&client_id=${client_id}&client_secret=x`)).toBe(401);
    expect(await post(`${form}&client_id=${client_id}&${assertion}`)).toBe(401);
    expect(await post(`${form}&client_id=${CLI}`, basic(String(client_secret)))).toBe(400);
    const own = await suite.fetch(TOKEN, {
      method: 'POST',
      body: form,
      headers: basic(String(client_secret)),
    });
    expect(own.status).toBe(200);
  });

  it('takes one kind of token for no other', async () => {
    const tokens = await client.tokens();
    const { access_token = '', refresh_token = '', id_token = '' } = tokens;
    for (const wrong of [access_token, id_token, await client.code(), 'guess', 'x'.repeat(100_000)])
      expect((await client.refresh(wrong)).status).toBe(400);
    for (const wrong of [access_token, id_token, refresh_token])
      expect((await client.exchange(wrong)).status).toBe(400);
    for (const wrong of [refresh_token, id_token]) expect(await client.api(wrong)).toBe(401);
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });

  it('makes a refreshed token out for nobody else', async () => {
    const { refresh_token = '' } = await client.tokens();
    for (const resource of ['https://evil.example', `${suite.api}/mcp`])
      expect(await client.refresh(refresh_token, { resource })).toMatchObject({ status: 400 });
    const { body } = await client.refresh(refresh_token);
    expect(decodeJwt(body['access_token'] ?? '')).toMatchObject({ aud: 'media-gateway-api' });
  });

  it('gives no page of another site what a cookie is worth', async () => {
    const origin = { origin: 'https://evil.example' };
    for (const path of [TOKEN, '/api/v1/auth/refresh', '/api/v1/auth/logout', '/api/v1/auth/revoke']) {
      const answer = await suite.fetch(path, { method: 'POST', body: '', headers: { ...FORM, ...origin } });
      expect(answer.headers.get('access-control-allow-credentials'), path).toBeNull();
      await answer.body?.cancel();
    }
  });
});

describe('what clients are told', () => {
  it.each(['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'])(
    'offers nothing that is weak: %s',
    async (path) => {
      const metadata = await suite.get<Record<string, unknown>>(path);
      expect(metadata).toMatchObject({
        issuer: suite.api,
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: ['S256'],
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
        client_id_metadata_document_supported: true,
      });
      expect([metadata['grant_types_supported']].flat().sort()).toEqual(
        ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'].sort(),
      );
      expect(JSON.stringify(metadata)).not.toMatch(/"(plain|HS256|implicit|password|client_credentials)"/);
      expect(metadata['request_parameter_supported'] ?? false).toBe(false);
      expect(metadata['request_uri_parameter_supported'] ?? false).toBe(false);
      for (const [name, value] of Object.entries(metadata))
        if (/_(endpoint|uri)$/.test(name)) expect(new URL(String(value)).origin).toBe(suite.api);
    },
  );

  it('says who says it, also where the answer is no', async () => {
    const url = await client.authorize({ prompt: 'none' });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      error: 'login_required',
      state: 'a-state',
      iss: suite.api,
    });
  });

  it('is kept by nobody on the way', async () => {
    const code = exchangeOf(await client.code());
    const answers = [
      await suite.fetch(TOKEN, { method: 'POST', body: code }),
      await suite.fetch(TOKEN, { method: 'POST', body: code }),
      await new Browser().request(client.authorizeUrl()),
      await new Browser().request(new URL('/device', suite.api)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 303, 200]);
    for (const answer of answers) {
      expect(answer.headers.get('cache-control')).toContain('no-store');
      await answer.body?.cancel();
    }
    suite.clock.advance(2_000);
  });
});

describe('an access token', () => {
  const PROFILE = '/api/v1/user/profile';
  const scope = 'openid read:preferences';
  const statusOf = async (path: string, init: RequestInit = {}) => {
    const answer = await suite.fetch(path, init);
    await answer.body?.cancel();
    return answer.status;
  };

  it('is taken from its header alone', async () => {
    const { access_token = '' } = await client.tokens({ scope });
    const bearing = (authorization: string) => statusOf(PROFILE, { headers: { authorization } });
    expect(await bearing(`Bearer ${access_token}`)).toBe(200);
    for (const other of [
      access_token,
      `Basic ${access_token}`,
      `Bearer ${access_token} x`,
      `Bearer "${access_token}"`,
      `Bearer ${access_token}, Bearer ${access_token}`,
      'Bearer',
    ])
      expect(await bearing(other), other.slice(0, 20)).toBe(401);
    expect(await statusOf(`${PROFILE}?access_token=${access_token}`)).toBe(401);
    expect(await statusOf(PROFILE, { headers: { cookie: `access_token=${access_token}` } })).toBe(401);
  });

  it('for one resource is good at no other', async () => {
    const { access_token = '' } = await client.tokens({ scope, resource: `${suite.api}/mcp` });
    expect(decodeJwt(access_token)).toMatchObject({ aud: `${suite.api}/mcp` });
    expect(await client.api(access_token, PROFILE)).toBe(401);
  });

  it('does what its scopes say, whatever its person may', async () => {
    const { access_token = '' } = await client.tokens({ scope: 'openid', login_hint: 'root' });
    for (const path of [PROFILE, '/api/v1/admin/users', '/api/v1/user/export'])
      expect(await client.api(access_token, path)).toBe(403);
  });
});

describe('whoever holds somebody else’s token', () => {
  const told = async (path: string, body: Record<string, string>) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await suite.fetch(path, { method: 'POST', body: JSON.stringify(body), headers });
    const own = ['date', 'x-request-id', 'keep-alive', 'connection'];
    const kept = [...answer.headers].filter(([name]) => !own.includes(name));
    return JSON.stringify([answer.status, kept, await answer.text()]);
  };

  it('learns nothing by revoking it, and takes nothing back', async () => {
    const { refresh_token = '' } = await client.tokens();
    const revoke = (token: string) =>
      client.post('/api/v1/auth/revoke', { token, client_id: 'media-gateway-tv' });
    expect(await revoke(refresh_token)).toEqual(await revoke('unknown'));
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });

  it('learns nothing by signing out with it, and signs nobody out', async () => {
    const { refresh_token = '' } = await client.tokens();
    const out = (token: string) =>
      told('/api/v1/auth/logout', { refresh_token: token, client_id: 'media-gateway-tv' });
    expect(await out(refresh_token)).toBe(await out('unknown'));
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });
});
