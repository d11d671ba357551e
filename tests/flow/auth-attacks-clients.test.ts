import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { Browser } from '../../scripts/token/browser.js';
import { OAuthClient, REDIRECT } from '../support/oauth.js';

/** Whom a client could make us ask: this machine, which stands for all that is not public. */
let inside: Server;
let asked: string[];
let serve: RequestListener;
const port = () => (inside.address() as AddressInfo).port;
beforeAll(async () => {
  inside = createServer((request, response) => {
    asked.push(request.url ?? '');
    serve(request, response);
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
});
beforeEach(() => {
  asked = [];
  serve = (_, response) => response.end('{}');
});
afterAll(() => inside.close());

describe('a client that registers itself', () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await Suite.start({ env: { AUTH_LOCAL: 'false' } });
  });
  afterAll(() => suite.stop());

  const send = (body: string, type = 'application/json') =>
    suite.fetch('/api/v1/auth/register', { method: 'POST', headers: { 'content-type': type }, body });
  const register = async (metadata: object) => {
    const answer = await send(JSON.stringify({ redirect_uris: ['https://app.example/cb'], ...metadata }));
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)//',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'http://app.example/cb',
    'http://localhost.evil.example/cb',
    'http://169.254.169.254/cb',
    'https://app.example/cb#fragment',
    'https://*.example/cb',
    'https://ours.example@evil.example/cb',
    '//app.example/cb',
    '/cb',
    'cb',
    '',
    ' ',
  ])('may not be sent back to %j', async (uri) => {
    expect(await register({ redirect_uris: [uri] })).toMatchObject({ status: 400 });
  });

  it.each<[string, object]>([
    ['no address to come back to', { redirect_uris: [] }],
    ['addresses that are no list', { redirect_uris: 'https://app.example/cb' }],
    ['the grant of passwords', { grant_types: ['password'] }],
    ['the grant without a person', { grant_types: ['client_credentials'] }],
    ['the implicit grant', { grant_types: ['implicit'], response_types: ['token'] }],
    ['tokens in the address', { response_types: ['token'] }],
    ['an identity token that is not signed', { id_token_signed_response_alg: 'none' }],
    ['an identity token signed by its secret', { id_token_signed_response_alg: 'HS256' }],
    [
      'keys to prove itself by',
      {
        token_endpoint_auth_method: 'private_key_jwt',
        jwks_uri: 'https://app.example/jwks',
      },
    ],
    ['a logo that is a script', { logo_uri: 'javascript:alert(1)' }],
    ['a home that is a script', { client_uri: 'javascript:alert(1)' }],
    ['a name that is no text', { client_name: { toString: 'x' } }],
  ])('may not ask for %s', async (_, metadata) => {
    expect(await register(metadata)).toMatchObject({ status: 400 });
  });

  it.each([
    '',
    'null',
    '[]',
    '"x"',
    '{"redirect_uris":',
    '{"__proto__":{"redirect_uris":["https://a.b/c"]}}',
  ])('sends metadata, not %j', async (body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    await answer.body?.cancel();
  });

  it.each([
    ['one long name', { client_name: 'x'.repeat(200_000) }],
    [
      'many addresses',
      { redirect_uris: Array.from({ length: 5_000 }, (_, i) => `https://app.example/${i}`) },
    ],
    ['more than a body may be', { client_name: 'x'.repeat(1_100_000) }],
  ])('fills no store with %s', async (_, metadata) => {
    const { status, body } = await register(metadata);
    expect([400, 413]).toContain(status);
    expect(body['client_id']).toBeUndefined();
  });

  it('makes us ask nobody', async () => {
    const there = `https://127.0.0.1:${port()}/`;
    for (const field of [
      'jwks_uri',
      'sector_identifier_uri',
      'logo_uri',
      'client_uri',
      'tos_uri',
      'policy_uri',
    ])
      await register({ [field]: there });
    for (const host of ['localhost', '[::1]', '0x7f.1'])
      await register({ sector_identifier_uri: `https://${host}:${port()}/` });
    expect(asked).toEqual([]);
  });

  it('is never one of ours, and reads nobody’s metadata', async () => {
    const { body } = await register({ client_id: 'media-gateway-web', client_secret: 'chosen' });
    expect(body['client_id']).not.toBe('media-gateway-web');
    expect(body['client_secret']).not.toBe('chosen');
    for (const id of [String(body['client_id']), 'media-gateway-web'])
      expect((await suite.fetch(`/api/v1/auth/register/${id}`)).status).toBe(404);
  });

  it('cannot put words of its own into our pages', async () => {
    const { body } = await register({
      client_name: '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
      redirect_uris: [REDIRECT],
    });
    const client = new OAuthClient(suite, String(body['client_id']));
    const browser = new Browser();
    const asking = await (await browser.walk(client.authorizeUrl({ login_hint: undefined }))).response.text();
    expect(asking).toContain('Sign in');
    const consent = await (await browser.walk(client.authorizeUrl())).response.text();
    expect(consent).toContain('It asks to');
    for (const page of [asking, consent]) {
      expect(page).toContain('&#60;script&#62;');
      expect(page).not.toMatch(/<script|<img/);
    }
  });

  it('has a person’s consent only from the person, whoever it says is to sign in', async () => {
    const { body } = await register({ redirect_uris: [REDIRECT] });
    for (const id of [String(body['client_id']), 'media-gateway-cli']) {
      const { url, response } = await new Browser().walk(new OAuthClient(suite, id).authorizeUrl(), {
        end: REDIRECT,
      });
      expect(url.pathname).toMatch(/^\/api\/v1\/auth\/interaction\//);
      expect(await response.text()).toContain('Do not allow');
    }
  });

  it('may not name itself by a document on a machine that is not public', async () => {
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0x7f000001',
      '2130706433',
    ]) {
      const id = `https://${host}:${port()}/client.json`;
      const answer = await new Browser().request(new OAuthClient(suite, id).authorizeUrl());
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
      await answer.body?.cancel();
    }
    expect(asked).toEqual([]);
  });
});

describe('a client that names itself by a document', () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await Suite.start();
  });
  afterAll(() => suite.stop());

  let documents = 0;
  /** One that was not read before. */
  const newId = () => `https://127.0.0.1:${port()}/client-${++documents}.json`;
  const answerTo = async (id: string) => {
    const answer = await new Browser().request(new OAuthClient(suite, id).authorizeUrl());
    await answer.body?.cancel();
    return [answer.status, answer.headers.get('location') === null ? 'stays' : 'goes on'];
  };
  const documentOf = (id: string, changes: object = {}) => ({
    client_id: id,
    client_name: 'An agent',
    application_type: 'native',
    redirect_uris: [REDIRECT],
    token_endpoint_auth_method: 'none',
    ...changes,
  });
  const json = (value: unknown): RequestListener => {
    return (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

  it('is let in by a document as it should be', async () => {
    const id = newId();
    serve = json(documentOf(id));
    expect(await answerTo(id)).toEqual([303, 'goes on']);
  });

  it.each<[string, object]>([
    ['names another client', { client_id: 'https://127.0.0.1/other.json' }],
    ['names one of ours', { client_id: 'media-gateway-web' }],
    ['names nobody', { client_id: undefined }],
    ['has a secret', { client_secret: 'secret' }],
    ['has a secret to come', { token_endpoint_auth_method: 'client_secret_basic' }],
    ['leads to a script', { redirect_uris: ['javascript:alert(1)'] }],
    ['leads elsewhere', { redirect_uris: ['https://evil.example/cb'] }],
    ['leads nowhere', { redirect_uris: [] }],
    ['wants another grant', { grant_types: ['client_credentials'] }],
    ['wants tokens in the address', { response_types: ['token'] }],
  ])('is not let in by one that %s', async (_, changes) => {
    const id = newId();
    serve = json(documentOf(id, changes));
    expect(await answerTo(id)).toEqual([400, 'stays']);
    expect(asked).not.toEqual([]);
  });

  it.each<[string, (id: string) => RequestListener]>([
    ['is larger than such a thing can be', (id) => json(documentOf(id, { client_name: 'x'.repeat(70_000) }))],
    [
      'never ends',
      () => (_, response) => {
        const chunk = 'x'.repeat(16_384);
        const more = () => {
          while (response.write(chunk));
        };
        response.writeHead(200, { 'content-type': 'application/json' }).on('drain', more);
        more();
      },
    ],
    ['never comes', () => () => {}],
    ['is not there', () => (_, response) => response.writeHead(404).end()],
    ['fails', () => (_, response) => response.writeHead(500).end()],
    ['is no JSON', () => (_, response) => response.end('<html>')],
    ['is no object', () => json([])],
    [
      'breaks off',
      () => (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{');
        response.destroy();
      },
    ],
  ])('is not let in by one that %s', async (_, answer) => {
    const id = newId();
    serve = answer(id);
    expect(await answerTo(id)).toEqual([400, 'stays']);
  });

  it.each([301, 302, 303, 307, 308])('is not looked for where a %i leads', async (status) => {
    const id = newId();
    serve = (request, response) => {
      if (request.url === '/elsewhere') json(documentOf(id))(request, response);
      else response.writeHead(status, { location: '/elsewhere' }).end();
    };
    expect(await answerTo(id)).toEqual([400, 'stays']);
    expect(asked).not.toContain('/elsewhere');
  });

  it.each([
    (at: string) => `http://${at}/client.json`,
    (at: string) => `https://user@${at}/client.json`,
    (at: string) => `https://${at}/client.json#x`,
    (at: string) => `https://${at}/a/../client.json`,
    (at: string) => `https://${at}/a/%2e%2e/client.json`,
    (at: string) => `https://${at}/client.json\r\nx: y`,
    (at: string) => `https:\\\\${at}\\client.json`,
    (at: string) => `javascript://${at}/%0aalert(1)`,
    (at: string) => `file://${at}/client.json`,
  ])('has an address in one form only (%#)', async (form) => {
    expect(await answerTo(form(`127.0.0.1:${port()}`))).toEqual([400, 'stays']);
    expect(asked).toEqual([]);
  });
});
