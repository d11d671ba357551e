import { beforeEach, expect, it } from 'vitest';
import type { Blobs } from '../../blob/blobs.js';
import { untrainedBase } from '../../recommendation/training.js';
import { chanceFrom } from '../../sona/chance.js';
import { Engine } from '../../sona/engine.js';
import { Numbering } from '../../sona/numbering.js';
import { storedBase } from '../../sona/stored-base.js';
import { storedRecommendationBase } from './recommendation-base.js';

const MINUTE_MS = 60_000;

let files: Map<string, Buffer>;
let now: number;
let isDown: boolean;
let asked: number;
let told: string[];
beforeEach(() => {
  files = new Map();
  now = 1_000_000;
  isDown = false;
  asked = 0;
  told = [];
});

const blobs: Blobs = {
  async put(name, content) {
    files.set(name, Buffer.from(content));
    return { generation: '1' };
  },
  async get(name) {
    asked += 1;
    if (isDown) throw new Error('down');
    const content = files.get(name);
    return content && { content, generation: '1' };
  },
  async delete(name) {
    files.delete(name);
  },
  async *list() {},
};
const open = () =>
  storedRecommendationBase(blobs, { now: () => now }, (_level, message) => {
    told.push(message);
  });
const fileOf = (version: number) => {
  const scorer = { score: async () => new Float32Array(0) };
  return storedBase(new Engine({ scorer, random: chanceFrom(1) }), new Numbering(), version);
};
const publish = (version: number) => open().publish({ version, quality: null }, fileOf(version));

it('knows nothing before the first, and looks again after a minute', async () => {
  const base = open();
  expect((await base.current()).version).toBe(0);
  await publish(7);
  expect((await base.current()).version).toBe(0);
  now += MINUTE_MS;
  await base.current();
  await new Promise(setImmediate);
  const before = asked;
  expect((await base.current()).version).toBe(7);
  expect(asked).toBe(before);
});

it('keeps the one before, for whoever goes back to it, and no older one', async () => {
  for (const version of [1, 2, 3]) await publish(version);
  expect([...files.keys()].filter((name) => name.endsWith('.bin'))).toEqual([
    'recommendation-base/1-2.bin',
    'recommendation-base/1-3.bin',
  ]);
  expect(await open().published()).toMatchObject({ version: 3, form: 1 });
});

it('goes on with what it holds while storage is away, and without what it cannot read', async () => {
  await publish(7);
  const base = open();
  expect((await base.current()).version).toBe(7);
  isDown = true;
  now += MINUTE_MS;
  expect((await base.current()).version).toBe(7);
  isDown = false;
  const pointer = JSON.parse(files.get('recommendation-base/current.json')?.toString() ?? '');
  files.set(
    'recommendation-base/current.json',
    Buffer.from(JSON.stringify({ ...pointer, version: 8, form: 99 })),
  );
  const other = open();
  expect((await other.current()).version).toBe(0);
  files.set('recommendation-base/current.json', Buffer.from(JSON.stringify({ ...pointer, version: 8 })));
  files.set(pointer.file, Buffer.from('not a base'));
  expect((await open().current()).version).toBe(0);
  expect(told.length).toBeGreaterThanOrEqual(2);
});

it('has learned nothing where nothing was published', () => {
  expect(untrainedBase().byteLength).toBeGreaterThan(0);
});
