import { expect, it, vi } from 'vitest';
import { measured } from './measured.js';

it('times what a database port is asked, also when it fails, and nothing else', async () => {
  let now = 0;
  const clock = { now: () => now };
  const meters = { add: vi.fn() };
  const port = {
    kept: 1,
    async get(id: string) {
      now += 250;
      if (id === 'bad') throw new Error('no');
      return id + this.kept;
    },
  };
  const timed = measured('titles', port, meters, clock);
  expect(await timed.get('a')).toBe('a1');
  await expect(timed.get('bad')).rejects.toThrow('no');
  expect(meters.add.mock.calls).toEqual([
    ['database_query_duration_seconds', { database: 'firestore', operation: 'get' }, 0.25],
    ['database_query_duration_seconds', { database: 'firestore', operation: 'get' }, 0.25],
  ]);
  expect(measured('events', port, meters, clock)).toBe(port);
});
