import { expect, it, vi } from 'vitest';
import { gathered } from './gathered.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('sends what comes in one turn together, and gives each its own answer', async () => {
  const send = vi.fn(async (items: readonly number[]) => items.map((item) => item * 2));
  const double = gathered(send, { batches: 4, items: 10 });
  expect(await Promise.all([double(1), double(2), double(3)])).toEqual([2, 4, 6]);
  expect(send.mock.calls).toEqual([[[1, 2, 3]]]);
  expect(await double(4)).toBe(8);
});

it('bounds batches and what they hold; the others wait and get their turn', async () => {
  const answer: (() => void)[] = [];
  const send = vi.fn(
    (items: readonly number[]) =>
      new Promise<readonly number[]>((resolve) => answer.push(() => resolve(items))),
  );
  const echo = gathered(send, { batches: 2, items: 2 });
  const all = Promise.all([1, 2, 3, 4, 5, 6, 7].map(echo));
  for (let i = 0; i < 5; i++) await turn();
  expect(send.mock.calls.flat()).toEqual([
    [1, 2],
    [3, 4],
  ]);
  answer.shift()?.();
  for (let i = 0; i < 5; i++) await turn();
  expect(send.mock.calls.flat()).toHaveLength(3);
  for (let i = 0; i < 10; i++) {
    answer.shift()?.();
    await turn();
  }
  expect(await all).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('tells all of a batch that it failed, and goes on', async () => {
  const send = vi.fn(async (items: readonly number[]) => items);
  send.mockRejectedValueOnce(new Error('away'));
  const echo = gathered(send, { batches: 1, items: 10 });
  const failed = await Promise.allSettled([echo(1), echo(2)]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await echo(3)).toBe(3);
});
