import { expect, it } from 'vitest';
import { Watch } from './progress-bar.js';

it('tells the rate of this attempt and the time left from the share of the file that was read', () => {
  let now = 0;
  let share = 0.1;
  const watch = new Watch(
    () => share,
    () => now,
  );
  expect(watch.text()).toBe('0 titles can be found, 10% of the file read');
  now = 10_000;
  share = 0.5;
  watch.see({ pages: 40, done: 20, read: 5_000, searchable: 2_500, before: 0 });
  expect(watch.fraction).toBe(0.25);
  expect(watch.text()).toBe('2500 titles can be found, 250/s, 30 s left');
  watch.see({ pages: 40, done: 20, read: 5_000, searchable: 2_500, before: 2_000 });
  expect(watch.text()).toBe('2500 titles can be found, 50/s, 3 min left');
});
