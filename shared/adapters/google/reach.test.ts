import { expect, it } from 'vitest';
import { Unavailable } from '../../problem/problem.js';
import { reach } from './reach.js';

const failure = (code: number) => Promise.reject(Object.assign(new Error(`code ${code}`), { code }));

it('gives the answer that comes in time', async () => {
  expect(await reach('firestore', 1_000, Promise.resolve(7))).toBe(7);
});

it('gives up a call that hangs', async () => {
  const hanging = reach('firestore', 5, new Promise(() => {}));
  await expect(hanging).rejects.toThrow(new Unavailable('firestore'));
});

it.each([4, 8, 10, 14])('takes code %i for a failure that passes', async (code) => {
  await expect(reach('pubsub', 1_000, failure(code))).rejects.toThrow(Unavailable);
});

it.each([3, 5, 7, 9])('passes code %i on as it is', async (code) => {
  await expect(reach('pubsub', 1_000, failure(code))).rejects.toThrow(`code ${code}`);
});
