import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { Browser } from '../../scripts/token/browser.js';
import { signIn } from '../../scripts/token/sign-in.js';
import { firestoreDatabase } from '../../shared/adapters/firestore/firestore.js';
import { formInit, OAuthClient } from '../support/oauth.js';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start();
});
afterAll(() => suite.stop());

const roleOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { role: string; sub: string };

describe('the people of the local providers', () => {
  it.each([
    ['ada', 'google', 'free_user'],
    ['grace', 'google', 'premium_user'],
    ['root', 'google', 'admin'],
    ['zoe', 'google', 'free_user'],
    ['grace', 'github', 'premium_user'],
    ['root', 'github', 'free_user'],
  ])('%s, by %s, is %s', async (person, provider, role) => {
    const { access_token } = await signIn(suite.api, { person, provider });
    expect(roleOf(access_token).role).toBe(role);
    const other = await signIn(suite.api, { person, provider });
    expect(roleOf(other.access_token).sub).toBe(roleOf(access_token).sub);
  });

  it('leave no address and no token in the store that somebody could read', async () => {
    const { access_token, refresh_token } = await signIn(suite.api, { person: 'canary' });
    const { FIRESTORE_EMULATOR_HOST } = suite.emulators.env;
    const db = firestoreDatabase(
      { GOOGLE_CLOUD_PROJECT: 'media-gateway', FIRESTORE_EMULATOR_HOST },
      'people',
    );
    const collections = ['oauth-sessions', 'oauth-grants', 'oauth-codes', 'oauth-refresh-tokens'];
    const found = await Promise.all(collections.map((name) => db.collection(name).get()));
    const stored = JSON.stringify(found.map(({ docs }) => docs.map((doc) => [doc.id, doc.data()])));
    for (const collection of found) expect(collection.size).toBeGreaterThan(0);
    for (const secret of [access_token, refresh_token, 'canary', 'read:watchlist'])
      expect(stored).not.toContain(secret);
    await db.terminate();
  });
});

describe('our web application', () => {
  const web = () => new OAuthClient(suite, 'media-gateway-web', `${suite.api}/signed-in`);

  async function signedIn() {
    const browser = new Browser();
    const client = web();
    const code = await client.code({}, browser);
    const answer = await browser.request(
      new URL('/api/v1/auth/token', suite.api),
      formInit({
        grant_type: 'authorization_code',
        client_id: client.id,
        redirect_uri: client.redirect,
        code,
        code_verifier: client.verifier,
      }),
    );
    return { browser, answer, body: (await answer.json()) as Record<string, string> };
  }

  const post = (browser: Browser, path: string, init: RequestInit = {}) =>
    browser.request(new URL(path, suite.api), { method: 'POST', ...init });

  it('gets its refresh token as a cookie that no script and no other site can use', async () => {
    const { answer, body } = await signedIn();
    expect(body['access_token']).toBeDefined();
    expect(body['refresh_token']).toBeUndefined();
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('mg_refresh='));
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/api/v1/auth', 'Max-Age=604800'])
      expect(cookie).toContain(part);
  });

  it('refreshes by its cookie, and cannot after signing out', async () => {
    const { browser } = await signedIn();
    const old = browser.cookie('mg_refresh') ?? '';
    const first = await post(browser, '/api/v1/auth/refresh');
    expect(first.status).toBe(200);
    expect(Object.keys((await first.json()) as object)).not.toContain('refresh_token');
    const current = browser.cookie('mg_refresh') ?? '';
    expect(current).not.toBe(old);
    const out = await post(browser, '/api/v1/auth/logout');
    expect([out.status, await out.json()]).toEqual([200, { signed_out: true }]);
    expect(browser.cookie('mg_refresh')).toBeUndefined();
    const late = await suite.fetch('/api/v1/auth/refresh', {
      method: 'POST',
      headers: { cookie: `mg_refresh=${current}` },
    });
    expect([late.status, late.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    // The browser's session is over as well: the next sign-in asks who it is.
    const { url } = await browser.walk(web().authorizeUrl({ login_hint: undefined }));
    expect(url.pathname).toMatch(/^\/api\/v1\/auth\/interaction\//);
  });

  it('is told where to begin, or sent there', async () => {
    const client = web();
    const wish = {
      redirect_uri: client.redirect,
      code_challenge: client.challenge,
      login_hint: 'ada',
      state: 's',
    };
    const path = '/api/v1/auth/login';
    const asked = await post(new Browser(), path, {
      body: JSON.stringify(wish),
      headers: { 'content-type': 'application/json' },
    });
    const { authorization_url } = (await asked.json()) as { authorization_url: string };
    const { url } = await new Browser().walk(authorization_url, { end: client.redirect });
    expect((await client.exchange(url.searchParams.get('code') ?? '')).status).toBe(200);
    const sent = await post(new Browser(), path, formInit(wish));
    expect([sent.status, sent.headers.get('location')]).toEqual([303, authorization_url]);
    const wrong = await post(new Browser(), path, {
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await wrong.json()).toMatchObject({
      status: 400,
      errors: [
        { field: 'redirect_uri', message: expect.stringContaining('/signed-in') },
        { field: 'code_challenge', message: expect.stringContaining('SHA-256') },
      ],
    });
  });
});

it('a device refreshes by the body', async () => {
  const { refresh_token } = await signIn(suite.api, { person: 'ada' });
  const refresh = () =>
    suite.fetch('/api/v1/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token, client_id: 'media-gateway-cli' }),
    });
  expect(Object.keys((await (await refresh()).json()) as object)).toContain('refresh_token');
  expect((await refresh()).status).toBe(401);
});

it('what happens is put into evidence', async () => {
  const { access_token } = await signIn(suite.api, { person: 'witness' });
  await suite.drain();
  const { FIRESTORE_EMULATOR_HOST } = suite.emulators.env;
  const at = { GOOGLE_CLOUD_PROJECT: 'media-gateway', FIRESTORE_EMULATOR_HOST };
  const { firestoreAuditLog } = await import('../../shared/adapters/firestore/audit-log.js');
  const [people, audit] = [firestoreDatabase(at, 'people'), firestoreDatabase(at, 'audit')];
  const log = firestoreAuditLog({ people, audit }, suite.clock);
  const account = roleOf(access_token).sub as Parameters<typeof log.forget>[0];
  const events = (await log.read({ account, limit: 10 })).map(({ event }) => event).sort();
  expect(events).toEqual(['account-created', 'signed-in', 'token-issued']);
  await Promise.all([people.terminate(), audit.terminate()]);
});

it.each(['down', 'error'] as const)(
  'nobody signs in while the cache is gone (%s), and is told to wait',
  async (kind) => {
    const upstash = suite.emulators.all.get('upstash');
    upstash?.faults.set({ kind, rate: 1 });
    const answer = await new Browser().request(new OAuthClient(suite).authorizeUrl());
    upstash?.faults.clear();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  },
);
