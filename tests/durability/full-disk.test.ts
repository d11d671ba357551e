import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { catalogueLines } from '../../scripts/bench/durability.js';
import { products } from '../../scripts/bench/durability-points.js';
import { openers } from '../../scripts/bench/durability-stores.js';
import { Upload } from '../../scripts/bench/durability-upload.js';
import { type KillableSuite, startKillable } from '../../scripts/bench/killable-suite.js';

const DISK_MB = 48;

let folder: string;
let disk: string;
let suite: KillableSuite | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-gateway-full-'));
  disk = join(folder, 'disk');
  await mkdir(disk);
});
afterEach(async () => {
  await suite?.kill();
  spawnSync('umount', [disk]);
  await rm(folder, { recursive: true, force: true });
});

const mounts = spawnSync('unshare', ['--mount', 'true']).status === 0 && process.getuid?.() === 0;
if (!mounts)
  process.stderr.write('SKIPPED: a full disk is played with a small tmpfs, which takes the right to mount\n');

it.skipIf(!mounts)(
  'is said once, refuses clearly, breaks nothing, and all completes when there is room',
  async () => {
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', disk]).status).toBe(0);
    suite = startKillable({}, '--data', join(disk, 'data'), '--limits', 'off');
    const at = await suite.ready;
    const stores = await Promise.all(
      products.map(async (product) => [product, await openers[product](at.env)] as const),
    );
    for (const [, store] of stores) await store.write('k1', '1');
    const upload = new Upload(catalogueLines(40));
    await upload.sendNext(at);

    await fill(join(disk, 'ballast'));
    const large = '2'.repeat(200_000);
    const late = stores.map(([product, store]) => store.write('k2', product === 'qdrant' ? '2' : large));
    expect(await Promise.all(late.map(outcomeOf))).not.toContain('acknowledged');
    await expect(upload.sendNext(at)).rejects.toThrow(/ 50\d /);
    expect(suite.said().match(/is full \(0 MB left\): writes are refused/g)).toHaveLength(1);
    for (const [product, store] of stores) {
      // To hand a message out is a write.
      if (product !== 'pubsub') expect((await store.read()).get('k1'), product).toEqual(['1']);
    }

    await rm(join(disk, 'ballast'));
    // Vendors' clients try on by themselves.
    await Promise.allSettled(late);
    while (!upload.isSent) await upload.sendNext(at);
    expect(await upload.finish(at)).toEqual([]);
    for (const [, store] of stores) await store.write('k3', '3');
    await suite.kill();

    suite = startKillable({}, '--data', join(disk, 'data'), '--limits', 'off');
    const again = await suite.ready;
    for (const product of products) {
      const store = await openers[product](again.env);
      const values = await store.read();
      expect(values.get('k3'), product).toEqual(['3']);
    }
  },
  180_000,
);

/** A vendor's client may try for a minute before it says that the product refused. */
function outcomeOf(write: Promise<void>): Promise<string> {
  const outcome = write.then(
    () => 'acknowledged',
    (error: Error) => error.message,
  );
  return Promise.race([outcome, wait(3_000, 'held')]);
}

/** Leaves no byte. */
async function fill(file: string): Promise<void> {
  await writeFile(file, '');
  for (let size = 1; ; ) {
    const { bavail, bsize } = await statfs(disk);
    if (bavail === 0) return;
    size += bavail * bsize;
    await writeFile(file, Buffer.alloc(bavail * bsize), { flag: 'a' }).catch(() => undefined);
  }
}
