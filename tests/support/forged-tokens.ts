import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Access tokens as our authorization server makes them, and as nobody should: any header, any claims, any key. */

export const ISSUER = 'https://auth.example.org';
export const AUDIENCE = 'media-gateway-api';
export const ACCOUNT = '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11';
/** Seconds of the epoch. */
export const NOW = 1_795_000_000;

export const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const ours = newKeys();
export const others = newKeys();

export const header = { alg: 'RS256', typ: 'at+jwt', kid: 'first' };
export const claims = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: ACCOUNT,
  client_id: 'web',
  scope: 'read:content write:watchlist',
  role: 'premium_user',
  jti: 'one',
  iat: NOW - 60,
  exp: NOW + 840,
};

export const encode = (part: unknown) => encodeText(JSON.stringify(part));
export const encodeText = (text: string) => Buffer.from(text).toString('base64url');

/** Of parts as they are sent. */
export function signedParts(head: string, payload: string, key: KeyObject = ours.privateKey): string {
  const input = `${head}.${payload}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

export const signed = (head: object, payload: object, key?: KeyObject) =>
  signedParts(encode(head), encode(payload), key);
export const withHeader = (fields: object, key?: KeyObject) => signed({ ...header, ...fields }, claims, key);
export const withClaims = (fields: object, key?: KeyObject) => signed(header, { ...claims, ...fields }, key);
export const unsigned = (alg: string) => `${encode({ ...header, alg })}.${encode(claims)}.`;

/** @param fields of the header */
export function byHmac(secret: string | Buffer, fields: object = {}): string {
  const input = `${encode({ ...header, alg: 'HS256', ...fields })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** The same bytes in another text: the last character of a part has bits that mean nothing. */
export function respelt(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${token.slice(0, -1)}${alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1]}`;
}
