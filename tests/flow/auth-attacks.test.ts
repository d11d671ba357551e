import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { Browser } from '../../scripts/token/browser.js';
import { answerDevice, DEVICE_GRANT, fieldsOf, formInit, OAuthClient, REDIRECT } from '../support/oauth.js';

let suite: Suite;
let client: OAuthClient;
beforeAll(async () => {
  suite = await Suite.start();
  client = new OAuthClient(suite);
});
afterAll(() => suite.stop());

const refused = { status: 400, body: { error: 'invalid_grant' } };

describe('an authorization', () => {
  it.each([
    ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['a plain challenge', { code_challenge_method: 'plain' }],
    ['a challenge without a method', { code_challenge_method: undefined }],
    ['a method without a challenge', { code_challenge: undefined }],
    ['a challenge that is too short', { code_challenge: 'abc' }],
    ['the implicit flow', { response_type: 'token' }],
    ['an identity token at once', { response_type: 'id_token', nonce: 'n' }],
    ['a hybrid flow', { response_type: 'code id_token', nonce: 'n' }],
    ['a target that is not ours', { resource: 'https://evil.example/api' }],
  ])('with %s gives no code', async (_, changes) => {
    const url = await client.authorize(changes);
    expect(url.searchParams.get('code') ?? new URLSearchParams(url.hash.slice(1)).get('code')).toBeNull();
  });

  it.each([
    'https://evil.example/callback',
    'http://127.0.0.1:49152/callback/../evil',
    'http://127.0.0.1:49152/callback/',
    'http://127.0.0.1:49152/Callback',
    'http://127.0.0.1:49152/callback?next=https://evil.example',
    'http://127.0.0.1:49152/callback#fragment',
    'http://127.0.0.1.evil.example:49152/callback',
    'http://127.0.0.1:49152@evil.example/callback',
    'http://localhost:49152/callback',
    'https://127.0.0.1:49152/callback',
    'http://127.0.0.1:49152\\@evil.example/callback',
    'javascript:alert(1)',
    '//evil.example/callback',
    '',
  ])('never leads to %j', async (redirect_uri) => {
    const response = await new Browser().request(client.authorizeUrl({ redirect_uri }));
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await response.text()).not.toContain('<script');
  });

  it('takes another port of the loopback address, and tells who issued its code', async () => {
    const other = new OAuthClient(suite, client.id, 'http://127.0.0.1:50001/callback');
    const url = await other.authorize();
    expect(url.href).toMatch(/^http:\/\/127\.0\.0\.1:50001\/callback\?/);
    expect(url.searchParams.get('iss')).toBe(suite.api);
    expect(url.searchParams.get('state')).toBe('a-state');
  });

  it('is not made of an unknown client, nor of parameters given twice', async () => {
    for (const name of ['client_id', 'redirect_uri', 'state']) {
      const url = client.authorizeUrl();
      url.searchParams.append(name, 'other');
      const response = await new Browser().request(url);
      expect(new URL(response.headers.get('location') ?? suite.api).searchParams.get('code')).toBeNull();
      expect([303, 400]).toContain(response.status);
    }
    const unknown = await new Browser().request(client.authorizeUrl({ client_id: 'nobody' }));
    expect(unknown.status).toBe(400);
  });

  it('has its addresses from the issuer, whatever host the request names', async () => {
    // fetch would write the host itself.
    const asking = request(`${suite.api}/.well-known/openid-configuration`, {
      headers: { host: 'evil.example' },
    });
    const [answer] = (await once(asking.end(), 'response')) as [IncomingMessage];
    const document = await text(answer);
    expect(document).toContain(`"issuer":"${suite.api}"`);
    expect(document).not.toContain('evil.example');
  });
});

describe('a code', () => {
  it('is good once among fifty at the same time, and what the one got is taken back', async () => {
    const code = await client.code();
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.exchange(code)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expect(answer).toMatchObject(refused);
    expect(await client.refresh(won[0]?.body['refresh_token'] ?? '')).toMatchObject(refused);
    // Tokens of the second in which theft was found are refused as well.
    suite.clock.advance(2_000);
  });

  it('that is brought again ends what it was exchanged for, access tokens too', async () => {
    const code = await client.code();
    const { body } = await client.exchange(code);
    expect(await client.api(body['access_token'] ?? '')).toBe(200);
    expect(await client.exchange(code)).toMatchObject(refused);
    expect(await client.refresh(body['refresh_token'] ?? '')).toMatchObject(refused);
    expect(await client.api(body['access_token'] ?? '')).toBe(401);
    suite.clock.advance(2_000);
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', { code_verifier: undefined }],
    ['its challenge for a verifier', { code_verifier: 'challenge' }],
    ['another redirect_uri', { redirect_uri: 'http://127.0.0.1:50001/callback' }],
    ['no redirect_uri', { redirect_uri: undefined }],
    ['another client', { client_id: 'media-gateway-web' }],
  ])('is not exchanged with %s', async (_, changes) => {
    const code = await client.code();
    const { status, body } = await client.exchange(code, {
      ...changes,
      ...('code_verifier' in changes && changes.code_verifier === 'challenge'
        ? { code_verifier: client.challenge }
        : {}),
    });
    expect(status).toBe(400);
    expect(body['access_token']).toBeUndefined();
  });

  it('is over after a minute of our time', async () => {
    const code = await client.code();
    suite.clock.advance(61_000);
    expect(await client.exchange(code)).toMatchObject(refused);
  });
});

describe('a refresh token', () => {
  it('is good once among twenty at the same time, and the family ends', async () => {
    const { refresh_token = '' } = await client.tokens();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.refresh(refresh_token)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { body } of won)
      expect(await client.refresh(body['refresh_token'] ?? '')).toMatchObject(refused);
    suite.clock.advance(2_000);
  });

  it('that was used ends its family, and leaves other sign-ins of the person alone', async () => {
    const [stolen, other] = [await client.tokens(), await client.tokens()];
    const next = await client.refresh(stolen['refresh_token'] ?? '');
    expect(next.status).toBe(200);
    expect(await client.refresh(stolen['refresh_token'] ?? '')).toMatchObject(refused);
    expect(await client.refresh(next.body['refresh_token'] ?? '')).toMatchObject(refused);
    expect((await client.refresh(other['refresh_token'] ?? '')).status).toBe(200);
    suite.clock.advance(2_000);
  });

  it('is over after seven days of our time, and alive before', async () => {
    const first = await client.tokens();
    suite.clock.advance(7 * 86_400_000 - 60_000);
    const { status, body } = await client.refresh(first['refresh_token'] ?? '');
    expect(status).toBe(200);
    suite.clock.advance(7 * 86_400_000 + 60_000);
    expect(await client.refresh(body['refresh_token'] ?? '')).toMatchObject(refused);
  });

  it('is nobody else’s, and widens nothing', async () => {
    const { refresh_token = '' } = await client.tokens();
    expect((await client.refresh(refresh_token, { client_id: 'media-gateway-tv' })).status).toBe(400);
    expect(await client.refresh(refresh_token, { scope: 'openid admin:full' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });

  it('survives the loss of the cache taken back', async () => {
    const { refresh_token = '' } = await client.tokens();
    expect(
      (await client.post('/api/v1/auth/revoke', { token: refresh_token, client_id: client.id })).status,
    ).toBe(200);
    await suite.emulators.all.get('upstash')?.reset();
    expect(await client.refresh(refresh_token)).toMatchObject(refused);
  });
});

describe('a device', () => {
  const start = () =>
    client.post('/api/v1/auth/device/code', {
      client_id: 'media-gateway-tv',
      scope: 'openid read:watchlist',
    });
  const poll = (device_code: string) =>
    client.token({ client_id: 'media-gateway-tv', grant_type: DEVICE_GRANT, device_code });

  it('gets codes in their form', async () => {
    const { body } = await start();
    expect(body['user_code']).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
    expect(body['device_code']).toMatch(/^[\w-]{32}$/);
    expect(body).toMatchObject({
      expires_in: 900,
      interval: 5,
      verification_uri: `${suite.api}/device`,
      verification_uri_complete: `${suite.api}/device?user_code=${body['user_code']}`,
    });
  });

  it('that asks too often is told to slow down, by five seconds more each time', async () => {
    const { body } = await start();
    const code = body['device_code'] ?? '';
    expect((await poll(code)).body['error']).toBe('authorization_pending');
    expect((await poll(code)).body['error']).toBe('slow_down');
    suite.clock.advance(6_000);
    expect((await poll(code)).body['error']).toBe('slow_down');
    suite.clock.advance(15_000);
    expect((await poll(code)).body['error']).toBe('authorization_pending');
    const alias = await suite.fetch(
      `/api/v1/auth/device/poll?device_code=${code}&client_id=media-gateway-tv`,
    );
    expect([alias.status, ((await alias.json()) as { error: string }).error]).toEqual([400, 'slow_down']);
  });

  it('is connected once its code was confirmed by who signed in', async () => {
    const { body } = await start();
    expect(await answerDevice(suite, body['user_code'] ?? '', 'confirm')).toContain('Connected');
    const answers = await Promise.all(Array.from({ length: 10 }, () => poll(body['device_code'] ?? '')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is not connected where the person says no', async () => {
    const { body } = await start();
    expect(await answerDevice(suite, body['user_code'] ?? '', 'abort')).toContain('not connected');
    expect((await poll(body['device_code'] ?? '')).body['error']).toBe('access_denied');
  });

  it('comes too late after fifteen minutes of our time', async () => {
    const { body } = await start();
    suite.clock.advance(901_000);
    expect((await poll(body['device_code'] ?? '')).body['error']).toBe('expired_token');
  });

  it('is not connected by a form that another site posts', async () => {
    const { body } = await start();
    const browser = new Browser();
    await browser.request(new URL('/device', suite.api));
    const fields = { user_code: body['user_code'] ?? '', confirm: 'yes', xsrf: 'guessed' };
    const answer = await browser.request(new URL('/device', suite.api), formInit(fields));
    expect(await answer.text()).not.toContain('Connected');
    suite.clock.advance(6_000);
    expect((await poll(body['device_code'] ?? '')).body['error']).toBe('authorization_pending');
  });

  it('has a code that cannot be guessed: after twenty guesses a minute nobody listens, not even to the right one', async () => {
    const { body } = await start();
    const browser = new Browser();
    const page = new URL('/device', suite.api);
    const guess = async (user_code: string) => {
      const fields = fieldsOf(await (await browser.request(page)).text());
      return browser.request(page, formInit({ ...fields, user_code }));
    };
    suite.clock.advance(61_000);
    for (let i = 0; i < 20; i++) expect((await guess('BBBB-BBBB')).status).toBe(200);
    const late = await guess(body['user_code'] ?? '');
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    suite.clock.advance(61_000);
    expect((await guess(body['user_code'] ?? '')).status).toBe(200);
  });
});

describe('a sign-in', () => {
  it('is not finished in another browser', async () => {
    const [mine, theirs] = [new Browser(), new Browser()];
    const { url } = await mine.walk(client.authorizeUrl(), { end: `${suite.api}/api/v1/auth/callback/` });
    expect(url.pathname).toBe('/api/v1/auth/callback/google');
    const { response } = await theirs.walk(url);
    expect(response.status).toBe(400);
    expect((await mine.walk(url, { end: REDIRECT })).url.searchParams.get('code')).toBeTruthy();
  });

  it.each([
    ['another issuer', 'access_denied', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    [
      'another provider’s callback',
      400,
      (url: URL) => Object.assign(url, { pathname: '/api/v1/auth/callback/github' }),
    ],
    ['a state of its own making', 400, (url: URL) => url.searchParams.set('state', 'AAAA')],
    ['a code that is none', 'access_denied', (url: URL) => url.searchParams.set('code', 'AAAA')],
    ['an error', 'access_denied', (url: URL) => url.searchParams.set('error', 'access_denied')],
  ])('gives no code for an answer with %s', async (_, outcome, spoil) => {
    const browser = new Browser();
    const { url } = await browser.walk(client.authorizeUrl(), { end: `${suite.api}/api/v1/auth/callback/` });
    spoil(url);
    const { url: end, response } = await browser.walk(url, { end: REDIRECT });
    const isBack = end.href.startsWith(REDIRECT);
    expect(isBack ? end.searchParams.get('error') : response.status).toBe(outcome);
  });

  it('is asked for where the person’s consent is not known', async () => {
    const browser = new Browser();
    const { url } = await browser.walk(client.authorizeUrl({ login_hint: undefined, provider: 'github' }));
    url.searchParams.set('login', 'grace');
    const { url: asked, response } = await browser.walk(url);
    const page = await response.text();
    expect(page).toContain('See your watchlist');
    const answer = (given: string) =>
      browser.walk(new URL(`${asked.pathname}/consent`, asked), {
        init: formInit({ answer: given }),
        end: REDIRECT,
      });
    expect((await answer('deny')).url.searchParams.get('error')).toBe('access_denied');
  });
});
