import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { services } from '../../functions/manifest.js';
import { Browser } from '../../scripts/token/browser.js';
import type { RequestRoute } from '../../shared/function/declare.js';
import { ProblemBody } from '../../shared/problem/problem.js';
import { answerDevice, DEVICE_GRANT, formInit, OAuthClient } from '../support/oauth.js';
import { Person } from '../support/people.js';

const routes: readonly (readonly [string, RequestRoute])[] = Object.entries(services.auth.routes);
const signIn = routes.filter(([, { limit }]) => limit === 'sign-in');

let suite: Suite;
let client: OAuthClient;
beforeAll(async () => {
  suite = await Suite.start({ limits: true });
  client = new OAuthClient(suite);
});
afterAll(() => suite.stop());

function fail(name: 'upstash' | 'firestore', kind: 'down' | 'hang'): void {
  suite.emulators.all.get(name)?.faults.set({ kind, rate: 1 });
}
function mend(): void {
  for (const { faults } of suite.emulators.all.values()) faults.clear();
  // Circuit breakers try again, and nobody has used up a limit.
  suite.clock.advance(61_000);
}
afterEach(mend);

/** Nothing that lets anybody in. */
async function issuesNothing(answer: Response): Promise<void> {
  const text = await answer.text();
  expect(text).not.toMatch(/access_token|refresh_token|device_code/);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(answer.headers.get('location')).toBeNull();
}

describe.each(['down', 'hang'] as const)('while Redis fails (%s)', (kind) => {
  it('every route that signs people in says when to come again, and issues nothing', async () => {
    expect(signIn.length).toBeGreaterThan(15);
    const { refresh_token = '' } = await client.tokens();
    fail('upstash', kind);
    for (const [name, { method, path }] of signIn) {
      const init = method === 'GET' ? {} : formInit({ refresh_token, client_id: client.id });
      const answer = await suite.fetch(path.replace(/\{\w+\}/g, 'none'), {
        method,
        ...init,
        redirect: 'manual',
      });
      expect([name, answer.status]).toEqual([name, 503]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(ProblemBody.parse(await answer.clone().json()).code).toBe('dependency-unavailable');
      await issuesNothing(answer);
    }
    mend();
    // The refresh token was not used up by it.
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });

  it('a code and a device that were on their way get their tokens afterwards, not before', async () => {
    const code = await client.code();
    const device = await client.post('/api/v1/auth/device/code', { client_id: 'media-gateway-tv' });
    await answerDevice(suite, device.body['user_code'] ?? '', 'confirm');
    const poll = () =>
      client.token({
        client_id: 'media-gateway-tv',
        grant_type: DEVICE_GRANT,
        device_code: device.body['device_code'],
      });
    fail('upstash', kind);
    expect([(await client.exchange(code)).status, (await poll()).status]).toEqual([503, 503]);
    suite.emulators.all.get('upstash')?.faults.clear();
    // The circuit breaker lets nobody through for a minute; the device waits for longer than the code.
    suite.clock.advance(61_000);
    expect([(await client.exchange(code)).status, (await poll()).status]).toEqual([400, 200]);
  });

  it('reads go on, each caller bounded by the instance alone', async () => {
    const ada = await Person.signIn(suite, 'ada');
    fail('upstash', kind);
    const asked = await Promise.all(Array.from({ length: 100 }, () => ada.get('/api/v1/genres')));
    expect(asked.filter(({ status }) => status === 200)).toHaveLength(60);
    for (const { status, headers } of asked) {
      if (status === 200) continue;
      expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
    }
  });
});

describe('while Firestore fails', () => {
  it.each(['down', 'hang'] as const)(
    'nobody gets a token by any grant (%s), also not who was suspended or taken back',
    { timeout: 60_000 },
    async (kind) => {
      const browser = new Browser();
      const [tokens, code] = [await client.tokens(), await client.code({}, browser)];
      const device = await client.post('/api/v1/auth/device/code', { client_id: 'media-gateway-tv' });
      fail('firestore', kind);
      const answers = await Promise.all([
        client.refresh(tokens['refresh_token'] ?? ''),
        client.exchange(code),
        client.post('/api/v1/auth/device/code', { client_id: 'media-gateway-tv' }),
        client.token({
          client_id: 'media-gateway-tv',
          grant_type: DEVICE_GRANT,
          device_code: device.body['device_code'],
        }),
        client.post('/api/v1/auth/refresh', { refresh_token: tokens['refresh_token'], client_id: client.id }),
      ]);
      for (const { status, body } of answers) {
        expect(status).toBe(503);
        expect(JSON.stringify(body)).not.toMatch(/access_token|"device_code/);
      }
      // Nor does the browser that is signed in get a code.
      const { url, response } = await browser.walk(client.authorizeUrl(), { end: client.redirect });
      expect([response.status, url.searchParams.get('code')]).toEqual([503, null]);
      await issuesNothing(response);
      suite.emulators.all.get('firestore')?.faults.clear();
      expect((await client.refresh(tokens['refresh_token'] ?? '')).status).toBe(200);
    },
  );

  it('somebody who was suspended stays out, before, during and after', async () => {
    const [root, mallory] = [await Person.signIn(suite, 'root'), await Person.signIn(suite, 'mallory')];
    const refresh = () => client.refresh(mallory.refreshToken);
    const suspended = await root.send('PATCH', `/api/v1/admin/users/${mallory.id}`, {
      body: { status: 'suspended' },
    });
    expect(suspended.status).toBe(200);
    expect((await mallory.get('/api/v1/user/profile')).status).toBe(401);
    fail('firestore', 'down');
    expect([(await refresh()).status, (await mallory.get('/api/v1/genres')).status]).toEqual([503, 401]);
    suite.emulators.all.get('firestore')?.faults.clear();
    expect((await refresh()).status).toBe(400);
  });
});
