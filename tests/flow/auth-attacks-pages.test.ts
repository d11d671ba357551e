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

const at = (path: string) => new URL(path, suite.api);

describe('a browser’s session', () => {
  it('is in cookies that no script reads and no other site’s forms bring along', async () => {
    const answer = await new Browser().request(client.authorizeUrl());
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((line) => line.split('=')[0]).sort()).toEqual(['mg_interaction', 'mg_resume']);
    const browser = new Browser();
    const { response } = await browser.walk(client.authorizeUrl(), {
      end: `${suite.api}/api/v1/auth/callback/`,
    });
    await response.body?.cancel();
    const page = await browser.request(at('/device'));
    for (const line of [...cookies, ...page.headers.getSetCookie()])
      expect(line.toLowerCase()).toMatch(/(?=.*; httponly)(?=.*; samesite=lax)/);
  });

  it('goes over TLS alone, where we are reached so', async () => {
    await using secure = await Suite.start({ env: { AUTH_ISSUER: 'https://auth.example.org' } });
    const asking = new OAuthClient(secure);
    const answers = [
      await new Browser().request(asking.authorizeUrl()),
      await new Browser().request(new URL('/device', secure.api)),
    ];
    for (const answer of answers) {
      expect(answer.headers.getSetCookie().length).toBeGreaterThan(0);
      for (const line of answer.headers.getSetCookie()) expect(line.toLowerCase()).toContain('; secure');
    }
  });

  it('is another one once somebody has signed in: who planted it has nothing', async () => {
    const attacker = new Browser();
    await (await attacker.request(at('/device'))).body?.cancel();
    const planted = attacker.cookie('mg_session') ?? '';
    expect(planted).not.toBe('');
    const victim = new Browser();
    const first = await victim.request(client.authorizeUrl(), {
      headers: { cookie: `mg_session=${planted}` },
    });
    const { url } = await victim.walk(new URL(first.headers.get('location') ?? '', suite.api), {
      end: REDIRECT,
    });
    expect(url.searchParams.get('code')).toBeTruthy();
    expect(victim.cookie('mg_session')).not.toBe(planted);
    const later = await attacker.walk(client.authorizeUrl({ prompt: 'none' }), { end: REDIRECT });
    expect(later.url.searchParams.get('error')).toBe('login_required');
  });

  it('is nobody’s where its cookie is made up', async () => {
    for (const made of ['x', 'x'.repeat(2_000), '../../sessions', '%00', '__proto__']) {
      const headers = { cookie: `mg_session=${made}; mg_interaction=${made}; mg_resume=${made}` };
      const answer = await suite.fetch('/api/v1/auth/interaction/none', { headers });
      expect(answer.status).toBe(400);
      await answer.body?.cancel();
    }
  });
});

describe('consent', () => {
  const asking = async () => {
    const browser = new Browser();
    const { url } = await browser.walk(client.authorizeUrl({ login_hint: undefined, provider: 'github' }));
    url.searchParams.set('login', 'grace');
    const { url: page, response } = await browser.walk(url);
    return { browser, response, consent: new URL(`${page.pathname}/consent`, page) };
  };
  const allowed = formInit({ answer: 'allow' });

  it('is asked for on a page that nobody can frame', async () => {
    const { response } = await asking();
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    await response.body?.cancel();
  });

  it('is given in the browser that was asked, by POST, once, and in words that we know', async () => {
    const { browser, consent } = await asking();
    expect((await new Browser().request(consent, allowed)).status).toBe(400);
    expect((await browser.request(consent)).status).toBe(405);
    for (const answer of ['', 'yes', 'ALLOW'])
      expect((await browser.request(consent, formInit({ answer }))).status).toBe(400);
    const { url } = await browser.walk(consent, { init: allowed, end: REDIRECT });
    expect(url.searchParams.get('code')).toBeTruthy();
    expect((await browser.request(consent, allowed)).status).toBe(400);
  });

  it('for one client is none for another that asks meanwhile', async () => {
    const [one, other] = [await asking(), await asking()];
    expect((await one.browser.request(other.consent, allowed)).status).toBe(400);
    // Nor is what waits for consent finished by going on without.
    const resume = new URL(
      one.consent.pathname.replace(/interaction\/([^/]+)\/consent/, 'authorize/$1'),
      suite.api,
    );
    const { url } = await one.browser.walk(resume, { end: REDIRECT });
    expect(url.searchParams.get('code')).toBeNull();
  });
});

describe('a device', () => {
  const TV = 'media-gateway-tv';
  const start = async (id = TV) =>
    (await client.post('/api/v1/auth/device/code', { client_id: id, scope: 'openid read:watchlist' })).body;
  const poll = (device_code = '', id = TV) =>
    client.token({ client_id: id, grant_type: DEVICE_GRANT, device_code });

  it('gets its token itself, and no other client does', async () => {
    const { user_code = '', device_code } = await start();
    expect(await answerDevice(suite, user_code, 'confirm')).toContain('Connected');
    expect(await poll(device_code, 'media-gateway-cli')).toMatchObject({ status: 400 });
    expect((await poll(device_code)).status).toBe(200);
  });

  it('that uses its code again loses what it got', async () => {
    const { user_code = '', device_code } = await start();
    await answerDevice(suite, user_code, 'confirm');
    const { body } = await poll(device_code);
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await client.refresh(body['refresh_token'] ?? '', { client_id: TV })).status).toBe(400);
    suite.clock.advance(2_000);
  });

  it('is connected by one person, once', async () => {
    const { user_code = '' } = await start();
    await answerDevice(suite, user_code, 'confirm');
    const again = await answerDevice(suite, user_code, 'confirm', { person: 'mallory' });
    expect(again).toContain('used already');
    const late = await start();
    suite.clock.advance(901_000);
    expect(await answerDevice(suite, late.user_code ?? '', 'confirm')).toContain('too old');
  });

  it('is not connected by a page that was made for another browser', async () => {
    const { user_code = '', device_code } = await start();
    const [attacker, victim] = [new Browser(), new Browser()];
    const asked = fieldsOf(await (await attacker.request(at('/device'))).text());
    const confirming = await attacker.request(at('/device'), formInit({ ...asked, user_code }));
    const { abort: _, ...question } = fieldsOf(await confirming.text());
    // The victim has signed in, and a page of the attacker's posts the question's answer.
    await client.code({}, victim);
    const posted = await victim.request(at('/device'), formInit({ ...question, confirm: 'yes' }));
    expect(await posted.text()).not.toContain('Connected');
    suite.clock.advance(6_000);
    expect((await poll(device_code)).body['error']).toBe('authorization_pending');
  });

  it('shows codes in no other page than our own words', async () => {
    const page = await (
      await new Browser().request(at('/device?user_code="><script>alert(1)</script>'))
    ).text();
    expect(page).not.toContain('<script>alert');
  });

  it.each([
    ['a client that there is not', 'nobody'],
    ['a client that has no such grant', 'media-gateway-web'],
    ['no client', undefined],
  ])('gets no code as %s', async (_, client_id) => {
    const { status, body } = await client.post('/api/v1/auth/device/code', { client_id });
    expect([400, 401]).toContain(status);
    expect(body['device_code']).toBeUndefined();
  });

  it('is asked in vain with a code that is made up', async () => {
    for (const code of ['', 'x', 'x'.repeat(50_000), '../x', 'BBBB-BBBB'])
      expect((await poll(code)).status).toBe(400);
  });
});

describe('an address of ours', () => {
  it.each([
    '/api/v1/auth/callback/google?state=x&code=y&redirect_uri=https://evil.example',
    '/api/v1/auth/interaction/none?next=https://evil.example',
    '/api/v1/auth/authorize/none?redirect_uri=https://evil.example',
    '/api/v1/auth/interaction/none/from/google?state=x',
    '/api/v1/auth/interaction/none/with/google',
    '/api/v1/auth/interaction/..%2f..%2fevil/with/google',
    '//evil.example/api/v1/auth/authorize',
  ])('leads nowhere else: %s', async (path) => {
    const answer = await new Browser().request(`${suite.api}${path}`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('location')).toBeNull();
    await answer.body?.cancel();
  });

  it('that asks for a device’s code begins anew where there is no session', async () => {
    for (const cookie of ['', 'mg_resume=none; mg_session=none']) {
      const posted = formInit({ user_code: 'BBBB-BBBB', xsrf: 'x' });
      for (const [path, init] of [
        ['/device/none', {}],
        ['/device', posted],
      ] as const) {
        const answer = await suite.fetch(path, { ...init, headers: { cookie }, redirect: 'manual' });
        expect([answer.status, answer.headers.get('location')]).toEqual([303, '/device']);
      }
    }
  });

  it('to sign in at is the issuer’s, whatever host the request names', async () => {
    const body = JSON.stringify({ redirect_uri: REDIRECT, code_challenge: client.challenge });
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    // fetch would write the host itself.
    const asking = request(`${suite.api}/api/v1/auth/login`, { method: 'POST', headers });
    const [answer] = (await once(asking.end(body), 'response')) as [IncomingMessage];
    const { authorization_url } = JSON.parse(await text(answer));
    expect(new URL(authorization_url).origin).toBe(suite.api);
  });

  it('to sign in at takes a redirect_uri to the authorization, which refuses it', async () => {
    const wish = { redirect_uri: 'https://evil.example/', code_challenge: client.challenge };
    const { url, response } = await new Browser().walk(at('/api/v1/auth/login'), { init: formInit(wish) });
    expect([url.origin, response.status]).toEqual([suite.api, 400]);
    await response.body?.cancel();
  });
});
