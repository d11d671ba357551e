import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Store } from './store.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'media-gateway-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('passes on what the caller throws, and keeps nothing of that transaction', async () => {
  const store = new Store(folder, ['things']);
  const refusal = Object.assign(new Error('mine'), { code: 5 });
  const work = () =>
    store.transaction(() => {
      store.table('things').put(['a'], Buffer.from('1'));
      throw refusal;
    });
  expect(work).toThrow(refusal);
  expect(store.table('things').get(['a'])).toBeUndefined();
  await store.close();
});

/** Fills a store up to the largest file that the process may have, as told by the shell's `ulimit`. */
const FILLER = `
  import { DiskFull } from './emulators/disk.ts';
  import { Store } from './emulators/store.ts';
  const store = new Store(process.env.FOLDER, ['things']);
  const table = store.table('things');
  let written = 0;
  try {
    for (;;) store.transaction(() => { for (const part of ['a', 'b']) table.put([written, part], Buffer.alloc(3_000)); written += 1; });
  } catch (error) {
    const isWhole = table.count() === 2 * (written - 1) || table.count() === 2 * written;
    console.log(JSON.stringify({ isDiskFull: error instanceof DiskFull, written: table.count() / 2, isWhole }));
  }
`;

it('refuses what the disk does not take, whole transactions at a time, and is sound when opened again', async () => {
  const command = `trap '' XFSZ; ulimit -f 1000; exec ${process.execPath} --import tsx --input-type=module --eval "$FILLER"`;
  const { stdout } = spawnSync('bash', ['-c', command], {
    env: { ...process.env, FOLDER: folder, FILLER },
    encoding: 'utf8',
  });
  const { isDiskFull, written, isWhole } = JSON.parse(stdout);
  expect([isDiskFull, isWhole]).toEqual([true, true]);
  expect(written).toBeGreaterThan(20);
  const store = new Store(folder, ['things']);
  const table = store.table('things');
  expect(table.count()).toBe(2 * written);
  table.put([written, 'a'], Buffer.from('more'));
  expect(table.get([written, 'a'])?.toString()).toBe('more');
  await store.close();
}, 60_000);
