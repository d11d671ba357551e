import { beforeEach, expect, it } from 'vitest';
import type { Blobs } from '../../blob/blobs.js';
import { Unavailable } from '../../problem/problem.js';
import { writeTitleNames } from '../../suggest/title-names.js';
import { titleIdFrom } from '../../title/title-id.js';
import { storedSuggestions } from './suggestions.js';

let files: Map<string, Buffer>;
let generation: number;
let isDown: boolean;
let now: number;
let asked: number;

beforeEach(() => {
  files = new Map();
  generation = 1;
  isDown = false;
  now = 1_000_000;
  asked = 0;
});

/** Blobs that lie in memory; only what suggestions call. */
const blobs: Blobs = {
  async put(name, content) {
    files.set(name, Buffer.from(content));
    return { generation: '1' };
  },
  async get(name) {
    const content = files.get(name);
    return content && { content, generation: '1' };
  },
  async delete(name) {
    files.delete(name);
  },
  async *list() {},
};

function open() {
  const cacheGeneration = {
    async current() {
      asked++;
      if (isDown) throw new Unavailable('upstash');
      return generation;
    },
  };
  return storedSuggestions(blobs, cacheGeneration, { now: () => now });
}

async function publish(of: number, title: string): Promise<void> {
  const name = {
    id: titleIdFrom('test', title),
    title,
    original_title: null,
    year: 1999,
    type: 'movie',
  } as const;
  await open().publish(of, writeTitleNames([name], { generation: of, complete: true }));
}

async function seen(suggestions: ReturnType<typeof open>) {
  const held = await suggestions.current();
  return held && [held.names.beginningWith('h', 5).map(({ title }) => title), held.isCurrent];
}

it('has none before the first are published', async () => {
  const suggestions = open();
  expect([await suggestions.current(), await suggestions.published()]).toEqual([undefined, undefined]);
});

it('gives what was published, current as long as no title changes', async () => {
  await publish(1, 'Heat');
  const suggestions = open();
  expect(await suggestions.published()).toBe(1);
  expect(await seen(suggestions)).toEqual([['Heat'], true]);
  generation = 2;
  now += 1_000;
  expect(await seen(suggestions)).toEqual([['Heat'], false]);
  await publish(2, 'Hair');
  now += 1_000;
  expect(await seen(suggestions)).toEqual([['Hair'], true]);
});

it('keeps one file only', async () => {
  await publish(1, 'Heat');
  await publish(2, 'Hair');
  await publish(2, 'Hair');
  expect([...files.keys()].sort()).toEqual(['suggestions/2.bin', 'suggestions/current.json']);
});

it('asks once a second, however often it is asked', async () => {
  await publish(1, 'Heat');
  const suggestions = open();
  await Promise.all([suggestions.current(), suggestions.current()]);
  now += 999;
  await suggestions.current();
  expect(asked).toBe(1);
  now += 1;
  await suggestions.current();
  expect(asked).toBe(2);
});

it('goes on with what it holds while the file is being replaced', async () => {
  await publish(1, 'Heat');
  const suggestions = open();
  await suggestions.current();
  generation = 2;
  files.set('suggestions/current.json', Buffer.from('{"generation":2,"file":"suggestions/gone.bin"}'));
  now += 1_000;
  expect(await seen(suggestions)).toEqual([['Heat'], false]);
});

it('does without an answer, and says that the names may be old', async () => {
  await publish(1, 'Heat');
  const suggestions = open();
  await suggestions.current();
  isDown = true;
  now += 1_000;
  expect(await seen(suggestions)).toEqual([['Heat'], false]);
  expect(await open().current()).toBeUndefined();
});
