import { SignJWT } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GOOGLE_ISSUER, type Identity, startIdentity } from '../../emulators/identity/identity.js';
import { generatePrivateKey, readSigningKey } from '../../emulators/identity/signing-key.js';
import type { Operators } from '../../shared/account/operators.js';
import { GoogleEnv } from '../../shared/adapters/google/env.js';
import { googleOperators } from '../../shared/adapters/google/operators.js';
import { Unavailable } from '../../shared/problem/problem.js';
import { type Bench, startBench } from './bench.js';

const HOUR_MS = 3_600_000;
const operator = { email: 'root@example.com', audience: 'media-gateway' };

let bench: Bench<Identity>;
let operators: Operators;
beforeEach(async () => {
  bench = await startBench(startIdentity);
  const env = { ...bench.emulator.env, OPERATOR_EMAILS: 'someone@example.com, Root@example.com' };
  operators = googleOperators(GoogleEnv.parse(env), bench.clock);
});
afterEach(() => bench.stop());

/** A token that says what it likes, signed with a key of the test or with the issuer's own. */
async function forge(claims: Record<string, unknown>, keyPem = generatePrivateKey()): Promise<string> {
  const key = await readSigningKey(keyPem);
  const now = Math.floor(bench.clock.now() / 1000);
  return new SignJWT({ email: operator.email, email_verified: true, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: key.id })
    .setIssuer(String(claims['iss'] ?? GOOGLE_ISSUER))
    .setAudience(operator.audience)
    .setIssuedAt(now)
    .setExpirationTime(now + 3_600)
    .sign(key.private);
}

async function issuersKey(): Promise<string> {
  const [entry] = await bench.emulator.export();
  return Buffer.from(entry?.[2] ?? '', 'base64').toString();
}

it('knows an operator, however far the clock was moved', async () => {
  expect(await operators.recognise(await bench.emulator.token(operator))).toBe(operator.email);
  bench.clock.advance(1_000 * HOUR_MS);
  expect(await operators.recognise(await bench.emulator.token(operator))).toBe(operator.email);
  bench.clock.advance(-2_000 * HOUR_MS);
  expect(await operators.recognise(await bench.emulator.token(operator))).toBe(operator.email);
});

it('does not know anybody else', async () => {
  const { emulator } = bench;
  expect(await operators.recognise(await emulator.token({ ...operator, email: 'ada@example.com' }))).toBe(
    undefined,
  );
  expect(await operators.recognise(await emulator.token({ ...operator, audience: 'other' }))).toBe(undefined);
});

it('does not take a token that is over', async () => {
  const token = await bench.emulator.token(operator);
  bench.clock.advance(2 * HOUR_MS);
  expect(await operators.recognise(token)).toBe(undefined);
});

it.each(['', 'x', 'a.b.c', '🎬', `${'e30.'.repeat(3)}`, 'e30.e30.'])('does not take %j', async (token) => {
  expect(await operators.recognise(token)).toBe(undefined);
});

it('does not take a token that somebody else signed', async () => {
  expect(await operators.recognise(await forge({}))).toBe(undefined);
});

it('takes of the issuer only what it says of a verified address', async () => {
  const key = await issuersKey();
  expect(await operators.recognise(await forge({}, key))).toBe(operator.email);
  expect(await operators.recognise(await forge({ email_verified: false }, key))).toBe(undefined);
  expect(await operators.recognise(await forge({ email: 7 }, key))).toBe(undefined);
  expect(await operators.recognise(await forge({ iss: 'https://evil.example' }, key))).toBe(undefined);
});

it('asks for the keys once, and again when they have been exchanged', async () => {
  expect(await operators.recognise(await bench.emulator.token(operator))).toBe(operator.email);
  bench.emulator.faults.set({ kind: 'down', rate: 1 });
  expect(await operators.recognise(await bench.emulator.token(operator))).toBe(operator.email);
  bench.emulator.faults.clear();
  await bench.emulator.reset();
  const token = await bench.emulator.token(operator);
  expect(await operators.recognise(token)).toBe(undefined);
  bench.clock.advance(61_000);
  expect(await operators.recognise(token)).toBe(operator.email);
});

it.each(['down', 'error'] as const)('reports keys that cannot be had as unavailable: %s', async (kind) => {
  bench.emulator.faults.set({ kind, rate: 1 });
  const token = await bench.emulator.token(operator);
  await expect(operators.recognise(token)).rejects.toThrow(Unavailable);
  bench.emulator.faults.clear();
  expect(await operators.recognise(token)).toBe(operator.email);
});
