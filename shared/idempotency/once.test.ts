import { describe, expect, it } from 'vitest';
import { Problem } from '../problem/problem.js';
import { KEPT_MS, type KeyedRequest, onceOf, replayed } from './once.js';

const request: KeyedRequest = {
  key: 'one',
  account: 'ada',
  method: 'PATCH',
  path: '/api/v1/me/preferences',
  body: Buffer.from('{"a":1}'),
};
const onceWith = (other: Partial<KeyedRequest> = {}) => onceOf({ ...request, ...other });

describe('one write', () => {
  it('is named by its account and its key', () => {
    expect(onceWith()).toEqual(onceWith());
    expect(onceWith({ key: '"one"' })).toEqual(onceWith());
    const ids = [onceWith(), onceWith({ key: 'two' }), onceWith({ account: 'grace' })].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(onceWith({ account: 'a', key: 'dab' }).id).not.toBe(onceWith({ account: 'ad', key: 'ab' }).id);
  });

  it.each<Partial<KeyedRequest>>([
    { method: 'POST' },
    { path: '/api/v1/me/privacy' },
    { body: Buffer.from('{"a":2}') },
    { body: Buffer.alloc(0) },
  ])('is another one with %o', (other) => {
    expect(onceWith(other).id).toBe(onceWith().id);
    expect(onceWith(other).fingerprint).not.toBe(onceWith().fingerprint);
  });

  it.each(['', ' ', 'a b', 'k'.repeat(256), 'é', 'a\n', '"'])('has no such key: %j', (key) => {
    expect(() => onceWith({ key })).toThrow(Problem);
  });
});

describe('what was answered', () => {
  const now = 1_000;
  const { fingerprint } = onceWith();
  const remembered = { fingerprint, answer: { a: 1 }, expires_at: now + KEPT_MS };

  it('is answered again for a day', () => {
    expect(replayed(undefined, onceWith(), now)).toBeUndefined();
    expect(replayed(remembered, onceWith(), now)).toEqual({ answer: { a: 1 } });
    expect(replayed(remembered, onceWith(), now + KEPT_MS - 1)).toEqual({ answer: { a: 1 } });
    expect(replayed(remembered, onceWith(), now + KEPT_MS)).toBeUndefined();
  });

  it('is not the answer to something else', () => {
    const other = onceWith({ body: Buffer.from('{}') });
    expect(() => replayed(remembered, other, now)).toThrow(
      expect.objectContaining({ code: 'idempotency-key-reused' }),
    );
    expect(replayed(remembered, other, now + KEPT_MS)).toBeUndefined();
  });
});
