import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openers } from '../../scripts/bench/durability-stores.js';
import { type KillableSuite, startKillable } from '../../scripts/bench/killable-suite.js';

const hasCompiler = spawnSync('gcc', ['--version']).status === 0;
if (!hasCompiler)
  process.stderr.write('SKIPPED: a disk that fails to flush is played with gcc, which is not here\n');

let folder: string;
const suites: KillableSuite[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-gateway-fsync-'));
});
afterEach(async () => {
  await Promise.all(suites.map((suite) => suite.kill()));
  await rm(folder, { recursive: true, force: true });
});

function start(environment: Record<string, string> = {}): KillableSuite {
  const suite = startKillable(environment, '--data', join(folder, 'data'));
  suites.push(suite);
  return suite;
}

it.skipIf(!hasCompiler)(
  'stops the suite with a clear word, and what the disk took is there again',
  async () => {
    const library = join(folder, 'fsync-fails.so');
    const flag = join(folder, 'fail');
    const compiled = spawnSync('gcc', ['-shared', '-fPIC', '-o', library, 'tests/durability/fsync-fails.c']);
    expect(compiled.stderr.toString()).toBe('');
    const first = start({ LD_PRELOAD: library, FAIL_FSYNC: flag });
    const { env } = await first.ready;
    const redis = await openers.upstash(env);
    await redis.write('k1', '1');
    await writeFile(flag, '');
    await redis.write('k2', '2');
    expect(await first.ended).toBe(1);
    expect(first.said()).toMatch(
      /The disk of .+ failed \(EIO.+The suite stops\. Check the disk, then start it again/,
    );
    await expect(redis.write('k3', '3')).rejects.toThrow();

    const second = start();
    const again = await openers.upstash((await second.ready).env);
    expect((await again.read()).get('k1')).toEqual(['1']);
  },
  120_000,
);
