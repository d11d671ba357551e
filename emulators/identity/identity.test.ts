import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OAuth2Client } from 'google-auth-library';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SuiteClock } from '../clock.js';
import { GOOGLE_ISSUER, type Identity, startIdentity } from './identity.js';

const HOUR_MS = 3_600_000;
const claims = {
  email: 'pusher@media-gateway.iam.gserviceaccount.com',
  audience: 'https://ingest-fetch.run.app',
};

let folder: string;
let clock: SuiteClock;
let identity: Identity;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'identity-'));
  clock = new SuiteClock();
  identity = await startIdentity({ folder, clock });
});

afterEach(async () => {
  await identity.stop();
  clock.stop();
  rmSync(folder, { recursive: true });
});

function googleClient(): OAuth2Client {
  const certs = identity.env.GOOGLE_CERTS_URL;
  return new OAuth2Client({ endpoints: certs ? { oauth2FederatedSignonPemCertsUrl: certs } : {} });
}

describe('with the real vendor client', () => {
  it('issues tokens that google-auth-library accepts', async () => {
    const idToken = await identity.token(claims);
    const ticket = await googleClient().verifyIdToken({ idToken, audience: claims.audience });
    expect(ticket.getPayload()).toMatchObject({
      iss: GOOGLE_ISSUER,
      aud: claims.audience,
      email: claims.email,
      email_verified: true,
      sub: expect.stringMatching(/^\d{21}$/),
    });
  });

  it('issues tokens for one audience only', async () => {
    const idToken = await identity.token(claims);
    await expect(googleClient().verifyIdToken({ idToken, audience: 'https://other' })).rejects.toThrow(
      'audience',
    );
  });

  it('issues tokens that google-auth-library refuses once the suite is ahead of the machine', async () => {
    clock.advance(HOUR_MS);
    const idToken = await identity.token(claims);
    const verified = googleClient().verifyIdToken({ idToken, audience: claims.audience });
    await expect(verified).rejects.toThrow('too early');
  });
});

it('publishes the key as a JSON Web Key Set', async () => {
  const url = new URL('/jwks', identity.env.GOOGLE_CERTS_URL);
  const { payload } = await jwtVerify(await identity.token(claims), createRemoteJWKSet(url));
  expect(payload.email).toBe(claims.email);
});

it("issues and verifies in the suite's time", async () => {
  const old = await identity.token(claims);
  clock.advance(48 * HOUR_MS);
  const token = await identity.token(claims);
  const now = clock.now();
  expect(decodeJwt(token)).toMatchObject({ iat: Math.floor(now / 1000), exp: Math.floor(now / 1000) + 3600 });
  await expect(identity.verify(token, { audience: claims.audience, now })).resolves.toMatchObject({
    email: claims.email,
  });
  await expect(identity.verify(old, { audience: claims.audience, now })).rejects.toThrow('exp');
});

it('refuses another audience and a forged token', async () => {
  const token = await identity.token(claims);
  const now = clock.now();
  await expect(identity.verify(token, { audience: 'https://other', now })).rejects.toThrow('aud');
  await expect(identity.verify(`${token}AA`, { audience: claims.audience, now })).rejects.toThrow();
  await expect(identity.verify('not a token', { audience: claims.audience, now })).rejects.toThrow();
});

it('hands the same token out while it is fresh', async () => {
  const first = await identity.token(claims);
  clock.advance(HOUR_MS / 2);
  expect(await identity.token(claims)).toBe(first);
  clock.advance(HOUR_MS / 2);
  expect(await identity.token(claims)).not.toBe(first);
});

it('keeps its key over a restart, and forgets it on reset', async () => {
  const token = await identity.token(claims);
  const expectation = { audience: claims.audience, now: clock.now() };
  await identity.stop();
  identity = await startIdentity({ folder, clock });
  await expect(identity.verify(token, expectation)).resolves.toBeDefined();

  const archive = await identity.export();
  await identity.reset();
  await expect(identity.verify(token, expectation)).rejects.toThrow('signature');
  await identity.import(archive);
  await expect(identity.verify(token, expectation)).resolves.toBeDefined();
});

it('answers a wrong path with a hint', async () => {
  const response = await fetch(new URL('/keys', identity.env.GOOGLE_CERTS_URL));
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'Ask for GET /certs or GET /jwks' });
});
