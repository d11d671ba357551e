import { expect, it } from 'vitest';
import { countAlone } from './count-alone.js';

it('keeps a bounded number of instants, and forgets who asked least lately', async () => {
  const limiter = countAlone({ now: () => 0 }, 6);
  const take = async (subject: string) => (await limiter.take([{ bucket: 'common', subject, limit: 3 }]))[0];
  for (const subject of ['a', 'a', 'a', 'b', 'b', 'a']) await take(subject);
  expect(await take('a')).toMatchObject({ allowed: false });
  await take('c');
  await take('c');
  expect(await take('a')).toMatchObject({ allowed: false });
  expect(await take('b')).toMatchObject({ allowed: true, remaining: 2 });
});
