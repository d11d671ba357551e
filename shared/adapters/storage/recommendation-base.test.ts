import { beforeEach, expect, it } from 'vitest';
import type { Blobs } from '../../blob/blobs.js';
import { fresh } from '../../recommendation/learning.js';
import { untrainedBase } from '../../recommendation/training.js';
import { encodeAdapter } from '../../sona/adapter-codec.js';
import { chanceFrom } from '../../sona/chance.js';
import { Engine } from '../../sona/engine.js';
import { Numbering } from '../../sona/numbering.js';
import { BASE_FORM, storedBase } from '../../sona/stored-base.js';
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
const publish = (version: number, adapter?: Uint8Array) =>
  open().publish({ version, quality: null }, { base: fileOf(version), adapter });

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
    `recommendation-base/${BASE_FORM}-2.bin`,
    `recommendation-base/${BASE_FORM}-3.bin`,
  ]);
  expect(await open().published()).toMatchObject({ version: 3, form: BASE_FORM });
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

const everybodys = (version: number) => {
  const adapter = fresh();
  adapter.weights.fill(0.25);
  return encodeAdapter(adapter, version);
};

it('brings the adapter of everybody, which goes when its base does', async () => {
  await publish(1, everybodys(1));
  expect((await open().current()).everybodys?.weights[0]).toBe(0.25);
  await publish(2);
  expect((await open().current()).everybodys).toBeUndefined();
  await publish(3);
  expect([...files.keys()].filter((name) => name.endsWith('.adapter'))).toEqual([]);
});

it.each([
  ['truncated', (bytes: Uint8Array) => bytes.slice(0, 99)],
  ['empty', () => new Uint8Array(0)],
  ['of another base', () => everybodys(6)],
  [
    'with a number that is none',
    () => {
      const adapter = fresh();
      adapter.weights.fill(Number.NaN);
      return encodeAdapter(adapter, 7);
    },
  ],
])('goes without an adapter that is %s, and says so', async (_, spoilt) => {
  await publish(7, everybodys(7));
  files.set(`recommendation-base/${BASE_FORM}-7.adapter`, Buffer.from(spoilt(everybodys(7))));
  const model = await open().current();
  expect([model.version, model.everybodys]).toEqual([7, undefined]);
  expect(told).toEqual(['the adapter of everybody is left aside']);
});

it('goes without an adapter that is gone', async () => {
  await publish(7, everybodys(7));
  files.delete(`recommendation-base/${BASE_FORM}-7.adapter`);
  expect((await open().current()).version).toBe(7);
  expect(told).toEqual(['the adapter of everybody is left aside']);
});
