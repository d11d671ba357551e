import { beforeEach, expect, it } from 'vitest';
import { artefactFile } from '../../../tests/support/artefact.js';
import { ARTEFACT_VERSION } from '../../artefact/catalogue-artefact.js';
import type { Blobs } from '../../blob/blobs.js';
import { Unavailable } from '../../problem/problem.js';
import { storedArtefact } from './catalogue-artefact.js';

let files: Map<string, Buffer>;
let generation: number;
let isDown: boolean;
let now: number;
let asked: number;
let told: string[];
/** What storage waits for before it answers. */
let slowly: Promise<void>;

beforeEach(() => {
  files = new Map();
  generation = 1;
  isDown = false;
  now = 1_000_000;
  asked = 0;
  told = [];
  slowly = Promise.resolve();
});

/** Blobs that lie in memory; only what suggestions call. */
const blobs: Blobs = {
  async put(name, content) {
    files.set(name, Buffer.from(content));
    return { generation: '1' };
  },
  async get(name) {
    await slowly;
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
  return storedArtefact(blobs, cacheGeneration, { now: () => now }, (_level, message) => {
    told.push(message);
  });
}

async function publish(of: number, title: string): Promise<void> {
  await open().publish(of, artefactFile([{ title }], { generation: of }));
}

type Opened = ReturnType<typeof open>;

async function seen(opened: Opened) {
  const held = await opened.current();
  return held && [held.artefact.titles.name(0), held.isCurrent];
}

/** A second later, when what is newer was loaded in passing. */
async function seenLater(opened: Opened) {
  now += 1_000;
  await opened.current();
  await new Promise(setImmediate);
  now += 1_000;
  return seen(opened);
}

it('has none before the first is published', async () => {
  const opened = open();
  expect([await opened.current(), await opened.published()]).toEqual([undefined, undefined]);
});

it('gives what was published, current as long as no title changes', async () => {
  await publish(1, 'Heat');
  const opened = open();
  expect(await opened.published()).toMatchObject({ generation: 1, version: ARTEFACT_VERSION });
  expect(await seen(opened)).toEqual(['Heat', true]);
  generation = 2;
  now += 1_000;
  expect(await seen(opened)).toEqual(['Heat', false]);
  await publish(2, 'Hair');
  expect(await seenLater(opened)).toEqual(['Hair', true]);
});

it('answers from the one before while a newer one is loaded', async () => {
  await publish(1, 'Heat');
  const opened = open();
  await opened.current();
  await publish(2, 'Hair');
  generation = 2;
  now += 1_000;
  let arrive = () => {};
  slowly = new Promise((resolve) => {
    arrive = resolve;
  });
  expect(await seen(opened)).toEqual(['Heat', false]);
  arrive();
  expect(await seenLater(opened)).toEqual(['Hair', true]);
});

it('keeps one file only', async () => {
  await publish(1, 'Heat');
  await publish(2, 'Hair');
  await publish(2, 'Hair');
  const name = `catalogue-artefact/${ARTEFACT_VERSION}-2.bin`;
  expect([...files.keys()].sort()).toEqual([name, 'catalogue-artefact/current.json']);
});

it('asks once a second, however often it is asked', async () => {
  await publish(1, 'Heat');
  const opened = open();
  await Promise.all([opened.current(), opened.current()]);
  now += 999;
  await opened.current();
  expect(asked).toBe(1);
  now += 1;
  await opened.current();
  expect(asked).toBe(2);
});

it('goes on with what it holds while the file is being replaced', async () => {
  await publish(1, 'Heat');
  const opened = open();
  await opened.current();
  generation = 2;
  point({ generation: 2, version: ARTEFACT_VERSION, file: 'catalogue-artefact/gone.bin' });
  expect(await seenLater(opened)).toEqual(['Heat', false]);
});

it('goes on without one of another version, says so once, and takes the next that it can read', async () => {
  point({ generation: 1, version: ARTEFACT_VERSION + 1, file: 'catalogue-artefact/other.bin' });
  const opened = open();
  expect(await seen(opened)).toBeUndefined();
  expect(await seenLater(opened)).toBeUndefined();
  expect(told).toEqual([expect.stringContaining('another version')]);
  expect(await opened.published()).toMatchObject({ version: ARTEFACT_VERSION + 1 });
  await publish(1, 'Heat');
  expect(await seenLater(opened)).toEqual(['Heat', true]);
});

it('goes on without one that is damaged, and says so', async () => {
  point({ generation: 1, version: ARTEFACT_VERSION, file: 'catalogue-artefact/bad.bin' });
  files.set('catalogue-artefact/bad.bin', Buffer.from('not an artefact'));
  expect(await seen(open())).toBeUndefined();
  expect(told).toEqual([expect.stringContaining('could not be loaded')]);
});

it('does without an answer, and says that it may be old', async () => {
  await publish(1, 'Heat');
  const opened = open();
  await opened.current();
  isDown = true;
  now += 1_000;
  expect(await seen(opened)).toEqual(['Heat', false]);
  expect(await seen(open())).toEqual(['Heat', false]);
});

function point(to: { generation: number; version: number; file: string }): void {
  files.set('catalogue-artefact/current.json', Buffer.from(JSON.stringify(to)));
}
