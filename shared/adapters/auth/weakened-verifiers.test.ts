import { createHmac, createPublicKey, type JsonWebKeyInput, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { exportJWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  AUDIENCE,
  byHmac,
  claims,
  encode,
  encodeText,
  header,
  ISSUER,
  NOW,
  others,
  ours,
  respelt,
  signed,
  signedParts,
  unsigned,
  withClaims,
  withHeader,
} from '../../../tests/support/forged-tokens.js';
import { signedAccessTokens } from './access-tokens.js';
import { AuthEnv } from './env.js';

/**
 * Each attack of `access-tokens.test.ts` is one that works against somebody: against a verifier that does without one
 * check. A test that such a verifier passed would show nothing.
 */

interface Token {
  head: Record<string, unknown>;
  body: Record<string, unknown>;
  parts: [head: string, body: string, signature: string];
}

type Verifies = (token: Token) => boolean;

const publicPem = ours.publicKey.export({ type: 'spki', format: 'pem' }).toString();

const signs = (key: KeyObject | string): Verifies => {
  return ({ parts: [head, body, signature] }) =>
    verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
};
const macs = (secret: string | Buffer): Verifies => {
  return ({ parts: [head, body, signature] }) =>
    createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url') === signature;
};

/** How careless verifiers look for a signature, each as an advisory once described one. */
const signatures = {
  'by RS256 and our key': (token) =>
    token.head['alg'] === 'RS256' && token.head['kid'] === 'first' && signs(ours.publicKey)(token),
  'none where the header says so': ({ head }) => head['alg'] === 'none',
  'by what the header says, with the one key': (token) =>
    token.head['alg'] === 'HS256' ? macs(publicPem)(token) : signs(ours.publicKey)(token),
  'by the key in the header': (token) =>
    signs(createPublicKey({ key: token.head['jwk'], format: 'jwk' } as JsonWebKeyInput))(token),
  'by the file that the key id names': (token) => macs(readFileSync(String(token.head['kid'])))(token),
} satisfies Record<string, Verifies>;
const OURS = 'by RS256 and our key';

/** The other checks, in no order. */
const checks = {
  type: ({ head }) => head['typ'] === header.typ,
  extensions: ({ head }) => head['crit'] === undefined,
  issuer: ({ body }) => body['iss'] === ISSUER,
  audience: ({ body }) => body['aud'] === AUDIENCE,
  end: ({ body }) => Number(body['exp']) > NOW,
  beginning: ({ body }) => body['nbf'] === undefined || Number(body['nbf']) <= NOW,
  'instant of issue': ({ body }) => Number(body['iat']) <= NOW + 60,
  'length of life': ({ body }) => Number(body['exp']) - Number(body['iat']) <= 3_600,
  subject: ({ body }) => /^[0-9a-f-]{36}$/.test(String(body['sub'])),
  role: ({ body }) => ['free_user', 'premium_user', 'admin'].includes(String(body['role'])),
  'names given once': ({ parts: [, body] }) =>
    (
      Buffer.from(body, 'base64url')
        .toString()
        .match(/"role":/g) ?? []
    ).length === 1,
  spelling: ({ parts }) =>
    parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part),
} satisfies Record<string, Verifies>;

type Check = keyof typeof checks;

/** A verifier that does without one check, or looks for signatures in another way. */
function accepts(
  token: string,
  { without, signature = OURS }: { without?: Check; signature?: keyof typeof signatures },
): boolean {
  const [head = '', body = '', tail = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const parsed: Token = { head: read(head), body: read(body), parts: [head, body, tail] };
  const others = Object.entries(checks).filter(([name]) => name !== without);
  return signatures[signature](parsed) && others.every(([, check]) => check(parsed));
}

let jwks: string;
beforeAll(async () => {
  jwks = JSON.stringify({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'first' }] });
});
const readByUs = (token: string) =>
  signedAccessTokens(AuthEnv.parse({ AUTH_ISSUER: ISSUER, AUTH_JWKS: jwks }), {
    now: () => NOW * 1_000,
  }).read(token);

const jwk = others.publicKey.export({ format: 'jwk' });
const twice = encodeText(`{"role":"free_user",${JSON.stringify({ ...claims, role: 'admin' }).slice(1)}`);

it('a good token is accepted by all of them', async () => {
  const token = signed(header, claims);
  expect(await readByUs(token)).toMatchObject({ role: 'premium_user' });
  expect(accepts(token, {})).toBe(true);
});

describe.each<[attack: string, token: string, weakness: Parameters<typeof accepts>[1]]>([
  ['no signature', unsigned('none'), { signature: 'none where the header says so' }],
  [
    'our public key as a secret',
    byHmac(publicPem),
    { signature: 'by what the header says, with the one key' },
  ],
  ['a key of its own', withHeader({ jwk }, others.privateKey), { signature: 'by the key in the header' }],
  ['a file for a key', byHmac('', { kid: '/dev/null' }), { signature: 'by the file that the key id names' }],
  ['an identity token', withHeader({ typ: 'JWT' }), { without: 'type' }],
  ['an extension that must be understood', withHeader({ crit: ['x'], x: 1 }), { without: 'extensions' }],
  ['another issuer’s', withClaims({ iss: 'https://evil.example' }), { without: 'issuer' }],
  ['made out for somebody else', withClaims({ aud: 'other' }), { without: 'audience' }],
  ['expired', withClaims({ iat: NOW - 900, exp: NOW - 1 }), { without: 'end' }],
  ['not yet good', withClaims({ nbf: NOW + 600 }), { without: 'beginning' }],
  ['of tomorrow', withClaims({ iat: NOW + 86_400, exp: NOW + 87_000 }), { without: 'instant of issue' }],
  ['for ever', withClaims({ exp: 2 ** 52 }), { without: 'length of life' }],
  ['of a subject that is no account', withClaims({ sub: 'account:*' }), { without: 'subject' }],
  ['of a role that there is not', withClaims({ role: 'root' }), { without: 'role' }],
  ['with two roles', signedParts(encode(header), twice), { without: 'names given once' }],
  ['spelt otherwise', respelt(signed(header, claims)), { without: 'spelling' }],
])('a token that is %s', (_, token, weakness) => {
  it('is refused by us, and gets past a verifier that is weak there alone', async () => {
    expect(await readByUs(token)).toBeTypeOf('string');
    expect(accepts(token, {})).toBe(false);
    expect(accepts(token, weakness)).toBe(true);
  });
});
