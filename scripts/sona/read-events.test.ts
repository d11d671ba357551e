import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readEvents } from './read-events.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ratings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const file = join(folder, 'ratings.csv');
  await writeFile(file, text);
  const complaints: string[] = [];
  const events = await readEvents(file, (message) => complaints.push(message));
  return { complaints, rows: events.map(({ user, item, rating, at }) => [user, item, rating, at]) };
}

it.each([
  ['plain', 'u,7,4,20\n1,a b,3.5,10\n'],
  [
    'with a header and ends of another system',
    'userId,movieId,rating,timestamp\r\nu,7,4.0,20\r\n1,a b,3.5,10\r\n',
  ],
  ['quoted, with blank lines and spaces', '"u","7","4","20"\n\n  \n 1, "a b" ,3.5, 10 '],
  ['with more columns', 'u,7,4,20,x\n1,a b,3.5,10,\n'],
])('reads a file that is %s, in order of time', async (_, text) => {
  expect(await read(text)).toEqual({
    complaints: [],
    rows: [
      ['1', 'a b', 3.5, 10],
      ['u', '7', 4, 20],
    ],
  });
});

it('keeps the order of the file within a second, and commas within quotes', async () => {
  const { rows } = await read('u,b,4,10\nu,a,4,10\n"x, y",c,4,10\n');
  expect(rows.map(([user, item]) => [user, item])).toEqual([
    ['u', 'b'],
    ['u', 'a'],
    ['x, y', 'c'],
  ]);
});

it('leaves out what is no rating, and says so', async () => {
  const bad = ['u,i,good,10', 'u,i,4', 'u,i,4,', ',i,4,10', 'u,i,-1,10', 'u,"i,4,10', 'u,i,4,NaN'];
  const { rows, complaints } = await read(['u,i,4,10', ...bad].join('\n'));
  expect(rows).toEqual([['u', 'i', 4, 10]]);
  expect(complaints).toHaveLength(6);
  expect(complaints[0]).toContain('Line 2 of');
  expect(complaints[5]).toContain('7 lines');
});

it('refuses a file without any rating', async () => {
  await expect(read('user,item,rating,timestamp\n')).rejects.toThrow('No line of');
});
