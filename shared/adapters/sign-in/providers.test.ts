import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  generatePrivateKey,
  readSigningKey,
  type SigningKey,
} from '../../../emulators/identity/signing-key.js';
import { type SignInProviders, SignInRefused } from '../../auth/sign-in-providers.js';
import { Unavailable } from '../../problem/problem.js';
import { SignInEnv } from './env.js';
import { signInProviders } from './providers.js';

const CLIENT = 'the-client';
const INTERACTION = 'the-interaction';

let key: SigningKey;
let otherKey: SigningKey;
beforeAll(async () => {
  [key, otherKey] = [await readSigningKey(generatePrivateKey()), await readSigningKey(generatePrivateKey())];
});

let server: Server;
let providers: SignInProviders;
let now: number;
/** What the provider answers, by its path; and what it was asked. */
let answers: Record<string, unknown>;
let asked: string[];

beforeEach(async () => {
  [now, answers, asked] = [Date.now(), { '/oauth2/v1/certs': { [key.id]: key.publicPem } }, []];
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = {
    AUTH_ISSUER: 'https://auth.example.org',
    AUTH_SESSION_KEY: Buffer.alloc(32, 7).toString('base64'),
    GOOGLE_CLIENT_ID: CLIENT,
    GOOGLE_CLIENT_SECRET: 'a secret',
    GOOGLE_SIGN_IN_ORIGIN: origin,
    GITHUB_CLIENT_ID: CLIENT,
    GITHUB_CLIENT_SECRET: 'a secret',
    GITHUB_SIGN_IN_ORIGIN: origin,
  };
  providers = signInProviders(SignInEnv.parse(env), { now: () => now });
});
afterEach(() => server.close());

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '';
  asked.push(path);
  const body = answers[path];
  if (typeof body === 'number') response.writeHead(body).end();
  else if (body === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Where a browser is sent. */
const begun = (provider: 'google' | 'github' = 'google') =>
  new URL(providers.begin(provider, INTERACTION, 'ada')).searchParams;
const complete = (returned: Record<string, string>, provider: 'google' | 'github' = 'google') =>
  providers.complete(provider, INTERACTION, { code: 'a-code', ...returned });

interface Forgery {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  by?: SigningKey;
}

/** Google's identity token, with what is to be otherwise. */
function idToken(nonce: string | null, { claims = {}, header = {}, by = key }: Forgery = {}) {
  const seconds = Math.floor(Date.now() / 1_000);
  const all = {
    iss: 'https://accounts.google.com',
    aud: CLIENT,
    azp: CLIENT,
    sub: '1234',
    email: 'Ada@Example.org',
    email_verified: true,
    name: 'Ada',
    nonce,
    iat: seconds,
    exp: seconds + 3_600,
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg: 'RS256', kid: key.id, ...header }).sign(by.private);
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('an identity that Google vouches for', () => {
  it('is taken, its address in lower case', async () => {
    const sent = begun();
    answers['/token'] = { id_token: await idToken(sent.get('nonce')) };
    expect(await complete({ state: sent.get('state') ?? '' })).toEqual({
      provider: 'google',
      subject: '1234',
      email: 'ada@example.org',
      name: 'Ada',
    });
  });

  it.each([
    ['is not verified', { email_verified: false }],
    ['is verified in words only', { email_verified: 'true' }],
    ['does not say', { email_verified: undefined }],
    ['is none', { email: 'root' }],
  ])('has no address where that %s', async (_, claims) => {
    const sent = begun();
    answers['/token'] = { id_token: await idToken(sent.get('nonce'), { claims }) };
    expect(await complete({ state: sent.get('state') ?? '' })).toMatchObject({
      subject: '1234',
      email: null,
    });
  });

  it.each<[string, Forgery]>([
    ['for another client', { claims: { aud: 'another-client' } }],
    ['for nobody', { claims: { aud: undefined } }],
    ['by another issuer', { claims: { iss: 'https://evil.example' } }],
    ['for another sign-in', { claims: { nonce: 'another' } }],
    ['for no sign-in', { claims: { nonce: undefined } }],
    ['too long ago', { claims: { iat: 1_000_000_000, exp: 1_000_003_600 } }],
    ['for ever', { claims: { exp: 99_999_999_999 } }],
    ['without an end', { claims: { exp: undefined } }],
  ])('is not one that was made out %s', async (_, forgery) => {
    const sent = begun();
    answers['/token'] = { id_token: await idToken(sent.get('nonce'), forgery) };
    await expect(complete({ state: sent.get('state') ?? '' })).rejects.toThrow(SignInRefused);
  });

  it('is not one that another key signed, nor nobody', async () => {
    const sent = begun();
    const nonce = sent.get('nonce');
    const [head, body] = (await idToken(nonce)).split('.');
    const forged = [
      await idToken(nonce, { by: otherKey }),
      await idToken(nonce, { by: otherKey, header: { kid: otherKey.id } }),
      `${encode({ alg: 'none', kid: key.id })}.${body}.`,
      `${head}.${body}.`,
      'guess',
    ];
    for (const id_token of forged) {
      answers['/token'] = { id_token };
      await expect(complete({ state: sent.get('state') ?? '' })).rejects.toThrow(SignInRefused);
    }
  });
});

describe('an identity that GitHub vouches for', () => {
  const addresses = (...given: object[]) => {
    answers['/login/oauth/access_token'] = { access_token: 'gho_1' };
    answers['/user'] = { id: 77, login: 'ada', name: null };
    answers['/user/emails'] = given;
  };

  it.each([
    ['that is verified', [{ email: 'A@b.org', primary: true, verified: true }], 'a@b.org'],
    ['that is not', [{ email: 'a@b.org', primary: true, verified: false }], null],
    ['that is another one', [{ email: 'root@b.org', primary: false, verified: true }], null],
  ])('has the primary address %s', async (_, given, email) => {
    addresses(...given);
    const state = begun('github').get('state') ?? '';
    expect(await complete({ state }, 'github')).toEqual({
      provider: 'github',
      subject: '77',
      email,
      name: 'ada',
    });
  });

  it('is none where the code was', async () => {
    answers['/login/oauth/access_token'] = { error: 'bad_verification_code' };
    const state = begun('github').get('state') ?? '';
    await expect(complete({ state }, 'github')).rejects.toThrow(SignInRefused);
  });
});

describe('what a browser brings back', () => {
  it('is asked for with PKCE, and with another state and nonce each time', () => {
    const [one, two] = [begun(), begun()];
    expect(one.get('code_challenge_method')).toBe('S256');
    expect(one.get('redirect_uri')).toBe('https://auth.example.org/api/v1/auth/callback/google');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(one.get(name)).not.toBe(two.get(name));
    expect(one.get('state')).not.toContain(INTERACTION);
  });

  it.each<[string, (state: string) => Record<string, string>]>([
    ['no state', () => ({})],
    ['a state that was touched', (state) => ({ state: `${state.slice(0, -4)}AAAA` })],
    ['another issuer', (state) => ({ state, iss: 'https://github.com' })],
    ['an error', (state) => ({ state, error: 'access_denied' })],
    ['no code', (state) => ({ state, code: '' })],
  ])('is refused with %s, before the provider is asked', async (_, spoilt) => {
    const state = begun().get('state') ?? '';
    await expect(complete(spoilt(state))).rejects.toThrow(SignInRefused);
    expect(asked).toEqual([]);
  });

  it('is good at the provider alone that it comes from, for the interaction that it was made for', async () => {
    const state = begun('github').get('state') ?? '';
    await expect(complete({ state }, 'google')).rejects.toThrow(SignInRefused);
    await expect(providers.complete('github', 'another', { state, code: 'a-code' })).rejects.toThrow(
      SignInRefused,
    );
    expect(providers.interactionOf('google', state)).toBeUndefined();
    expect(providers.interactionOf('github', state)).toBe(INTERACTION);
    expect(asked).toEqual([]);
  });

  it('is good for a quarter of an hour', () => {
    const state = begun().get('state') ?? '';
    now += 15 * 60_000;
    expect(providers.interactionOf('google', state)).toBeUndefined();
  });
});

describe('a provider that fails', () => {
  it.each([500, 503, 429])('with %i is waited for', async (status) => {
    const state = begun().get('state') ?? '';
    answers['/token'] = status;
    await expect(complete({ state })).rejects.toThrow(Unavailable);
  });

  it('by sending the request elsewhere is not followed', async () => {
    const state = begun().get('state') ?? '';
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      asked.push(request.url ?? '');
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await expect(complete({ state })).rejects.toThrow(Unavailable);
    expect(asked).toEqual(['/token']);
  });
});
