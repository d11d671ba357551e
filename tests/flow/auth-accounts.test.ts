import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, exportJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatePrivateKey, readSigningKey } from '../../emulators/identity/signing-key.js';
import { localSecrets } from '../../emulators/local-secrets.js';
import { Suite } from '../../emulators/suite.js';
import { Browser } from '../../scripts/token/browser.js';
import { AccountId } from '../../shared/account/account.js';
import { firestoreAccounts } from '../../shared/adapters/firestore/account-store.js';
import { firestoreDatabase } from '../../shared/adapters/firestore/firestore.js';
import { OAuthClient } from '../support/oauth.js';

const refused = { status: 400, body: { error: 'invalid_grant' } };

describe('an account', () => {
  let suite: Suite;
  let client: OAuthClient;
  beforeAll(async () => {
    suite = await Suite.start();
    client = new OAuthClient(suite);
  });
  afterAll(() => suite.stop());

  const people = () => {
    const { FIRESTORE_EMULATOR_HOST } = suite.emulators.env;
    return firestoreDatabase({ GOOGLE_CLOUD_PROJECT: 'media-gateway', FIRESTORE_EMULATOR_HOST }, 'people');
  };

  it('that is suspended neither refreshes nor signs in, and can again when that is over', async () => {
    const browser = new Browser();
    const tokens = await client.exchange(await client.code({ login_hint: 'mallory' }, browser));
    const id = AccountId.parse(decodeJwt(tokens.body['access_token'] ?? '').sub);
    const db = people();
    const accounts = firestoreAccounts(db, suite.clock);
    await accounts.update(id, { status: 'suspended' });
    expect(await client.refresh(tokens.body['refresh_token'] ?? '')).toMatchObject(refused);
    for (const from of [browser, new Browser()]) {
      const url = await client.authorize({ login_hint: 'mallory' }, from);
      expect(url.searchParams.get('error')).toBe('access_denied');
    }
    await accounts.update(id, { status: 'active' });
    expect(await client.code({ login_hint: 'mallory' })).toBeTruthy();
    await db.terminate();
  });

  it('that signs out on one device is signed out there at once, and nowhere else', async () => {
    const [here, there] = await Promise.all(
      [1, 2].map(async () => (await client.exchange(await client.code({ login_hint: 'peggy' }))).body),
    );
    const answered = () =>
      Promise.all([here, there].map((tokens) => client.api(tokens?.['access_token'] ?? '')));
    expect(await answered()).toEqual([200, 200]);
    const out = await suite.fetch('/api/v1/auth/logout', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token: here?.['refresh_token'], client_id: client.id }),
    });
    expect(out.status).toBe(200);
    expect(await answered()).toEqual([401, 200]);
  });

  it('whose tokens were taken back signs in anew', async () => {
    const browser = new Browser();
    const { body } = await client.exchange(await client.code({ login_hint: 'trent' }, browser));
    const db = people();
    const id = AccountId.parse(decodeJwt(body['access_token'] ?? '').sub);
    const now = Math.ceil(suite.clock.now() / 1_000);
    await firestoreAccounts(db, suite.clock).update(id, { tokens_valid_after: now + 1 });
    suite.clock.advance(3_000);
    expect(await client.refresh(body['refresh_token'] ?? '')).toMatchObject(refused);
    expect((await client.exchange(await client.code({ login_hint: 'trent' }, browser))).status).toBe(200);
    await db.terminate();
  });

  it('has access for fifteen minutes of our time, whichever way the clock was moved', async () => {
    for (const days of [30, -60]) {
      suite.clock.advance(days * 86_400_000);
      // Every schedule has its turn; it is not to be in the person's way.
      await suite.drain();
      const { access_token = '' } = await client.tokens({ login_hint: 'olivia' });
      expect(await client.api(access_token)).toBe(200);
      suite.clock.advance(14 * 60_000);
      expect(await client.api(access_token)).toBe(200);
      suite.clock.advance(3 * 60_000);
      expect(await client.api(access_token)).toBe(401);
    }
  });

  it('is asked for on pages that nobody can frame', async () => {
    for (const path of [
      '/device',
      '/device?user_code=BBBB-BBBB',
      '/api/v1/auth/interaction/none',
      '/api/v1/auth/authorize',
    ]) {
      const page = await new Browser().request(new URL(path, suite.api));
      expect(page.headers.get('x-frame-options'), path).toBe('DENY');
      expect(page.headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(page.headers.get('content-type'), path).toContain('text/html');
      await page.body?.cancel();
    }
  });
});

it('keys are exchanged, and the system started again, without anybody being signed out', async () => {
  const data = await mkdtemp(join(tmpdir(), 'keys-'));
  const before = await Suite.start({ data });
  const first = await new OAuthClient(before).tokens();
  const port = Number(new URL(before.api).port);
  await before.stop();

  const old = await localSecrets(data);
  const fresh = await readSigningKey(generatePrivateKey());
  const signing = { ...(await exportJWK(fresh.private)), kid: fresh.id };
  const keysOf = (text: string) => (JSON.parse(text) as { keys: object[] }).keys;
  const env = {
    AUTH_SIGNING_KEYS: JSON.stringify({ keys: [signing, ...keysOf(old.AUTH_SIGNING_KEYS)] }),
    AUTH_JWKS: JSON.stringify({ keys: [fresh.publicJwk, ...keysOf(old.AUTH_JWKS)] }),
  };
  const after = await Suite.start({ data, port, env });
  const client = new OAuthClient(after);
  expect(await client.api(first['access_token'] ?? '')).toBe(200);
  const { status, body } = await client.refresh(first['refresh_token'] ?? '');
  expect(status).toBe(200);
  expect(decodeProtectedHeader(body['access_token'] ?? '').kid).toBe(fresh.id);
  expect(await client.api(body['access_token'] ?? '')).toBe(200);
  await after.stop();
  await rm(data, { recursive: true });
});
