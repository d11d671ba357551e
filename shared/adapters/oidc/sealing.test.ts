import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { Sealing } from './sealing.js';

const sealing = new Sealing(randomBytes(32));

it('opens what it sealed', () => {
  expect(sealing.open('a', sealing.seal('a', { person: 'ada' }))).toEqual({ person: 'ada' });
});

it('hides it, each time otherwise', () => {
  const [one, other] = [sealing.seal('a', 'canary'), sealing.seal('a', 'canary')];
  expect(one).not.toBe(other);
  expect(Buffer.from(one, 'base64url').toString()).not.toContain('canary');
});

it('opens nothing for another purpose, of another key, or that was touched', () => {
  const sealed = sealing.seal('a', 1);
  expect(sealing.open('b', sealed)).toBeUndefined();
  expect(new Sealing(randomBytes(32)).open('a', sealed)).toBeUndefined();
  const bytes = Buffer.from(sealed, 'base64url');
  for (let i = 0; i < bytes.byteLength; i++) {
    const touched = Buffer.from(bytes);
    touched[i] = (touched[i] ?? 0) ^ 1;
    expect(sealing.open('a', touched.toString('base64url'))).toBeUndefined();
  }
  for (const nothing of ['', 'x', 'AAAA']) expect(sealing.open('a', nothing)).toBeUndefined();
});
