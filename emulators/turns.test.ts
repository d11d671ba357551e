import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('lets as many go at once as it may, and the others in their order', async () => {
  let most = 2;
  const turns = new Turns(() => most);
  const begun: number[] = [];
  const ends: Promise<() => void>[] = [];
  for (let i = 0; i < 6; i++) {
    const turn = turns.take();
    void turn.then(() => begun.push(i));
    ends.push(turn);
  }
  const end = async (i: number) => {
    (await ends[i])?.();
    await new Promise(setImmediate);
  };
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1]);
  await end(1);
  expect(begun).toEqual([0, 1, 2]);
  await end(1);
  expect(begun).toEqual([0, 1, 2]);
  most = 4;
  await end(0);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
});
