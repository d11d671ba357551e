import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Firestore } from '@google-cloud/firestore';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultKind } from '../faults.js';
import { startFirestore } from './firestore.js';
import { connect, TestFirestore } from './testing.js';

let suite: TestFirestore;
let db: Firestore;

beforeAll(async () => {
  suite = await TestFirestore.start();
  db = suite.client();
});

afterEach(() => suite.emulator.faults.clear());

afterAll(() => suite.stop());

async function valueOf(path: string): Promise<unknown> {
  return (await db.doc(path).get()).get('n');
}

describe('faults', () => {
  /** While a fault holds, the client tries again by itself; the write ends well once it is lifted. */
  it.each<FaultKind>(['down', 'quota', 'hang', 'reset'])('%s passes when it is lifted', async (kind) => {
    await db.doc(`faults/${kind}`).set({ n: 0 });
    suite.emulator.faults.set({ kind, rate: 1 });
    const written = db.doc(`faults/${kind}`).set({ n: 1 });
    suite.clock.alarm(suite.clock.now() + 100, () => suite.emulator.faults.clear());
    await written;
    expect(await valueOf(`faults/${kind}`)).toBe(1);
  });

  it('reset comes after the work is done, of which the client knows nothing', async () => {
    suite.emulator.faults.set({ kind: 'reset', rate: 1 });
    const created = db.doc('faults/created').create({ n: 1 });
    const refused = expect(created).rejects.toMatchObject({ code: 6 });
    await suite.stored('created');
    suite.emulator.faults.clear();
    await refused;
    expect(await valueOf('faults/created')).toBe(1);
  });

  it('error fails a write with INTERNAL and does nothing', async () => {
    suite.emulator.faults.set({ kind: 'error', rate: 1 });
    await expect(db.doc('faults/error').set({ n: 1 })).rejects.toMatchObject({ code: 13 });
    suite.emulator.faults.clear();
    expect(await valueOf('faults/error')).toBeUndefined();
  });

  it('latency slows requests down', async () => {
    suite.emulator.faults.set({ kind: 'latency', rate: 1, ms: 80 });
    const before = performance.now();
    await db.doc('faults/slow').set({ n: 1 });
    expect(performance.now() - before).toBeGreaterThanOrEqual(75);
  });
});

describe('the state', () => {
  it('is there after a restart on the same folder, and commit times go on rising', async () => {
    const { writeTime } = await db.doc('state/a').set({ n: 1 });
    await suite.restart();
    suite.clock.advance(-60_000);
    const later = await db.doc('state/b').set({ n: 2 });
    expect(await valueOf('state/a')).toBe(1);
    expect(later.writeTime.valueOf() > writeTime.valueOf()).toBe(true);
  });

  it('leaves as an archive and comes back from it', async () => {
    await db.doc('archived/a').set({ n: 1 });
    const archive = await suite.emulator.export();
    await suite.emulator.reset();
    expect((await db.listCollections()).length).toBe(0);
    await db.doc('archived/b').set({ n: 2 });
    await suite.emulator.import(archive);
    expect((await db.collection('archived').get()).docs.map(({ id }) => id)).toEqual(['a']);
  });

  it('refuses a port that is taken', async () => {
    const port = Number(suite.emulator.env.FIRESTORE_EMULATOR_HOST?.split(':')[1]);
    const folder = await mkdtemp(join(tmpdir(), 'firestore-'));
    await expect(startFirestore({ folder, clock: suite.clock, port })).rejects.toThrow(/EADDRINUSE/);
    await rm(folder, { recursive: true });
  });
});

describe('a killed emulator', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firestore-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function startProcess(): Promise<{ child: ChildProcess; host: string }> {
    const script = join(folder, 'start.mts');
    const module = new URL('./firestore.ts', import.meta.url).href;
    const clock = new URL('../clock.ts', import.meta.url).href;
    await writeFile(
      script,
      `import { startFirestore } from ${JSON.stringify(module)};
       import { SuiteClock } from ${JSON.stringify(clock)};
       const folder = ${JSON.stringify(join(folder, 'state'))};
       const { env } = await startFirestore({ folder, clock: new SuiteClock() });
       process.stdout.write(env.FIRESTORE_EMULATOR_HOST + '\\n');`,
    );
    const root = new URL('../..', import.meta.url);
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [host] = await once(createInterface(child.stdout as NodeJS.ReadableStream), 'line');
    return { child, host };
  }

  async function kill(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  it('has kept everything that it acknowledged', async () => {
    const first = await startProcess();
    const client = connect(first.host);
    let acknowledged = -1;
    const writing = (async () => {
      for (let n = 0; ; n++) {
        const batch = client.batch();
        for (const part of ['a', 'b', 'c']) batch.set(client.doc(`kept/${n}-${part}`), { n });
        await batch.commit();
        acknowledged = n;
        if (n === 50) void kill(first.child);
      }
    })();
    await Promise.race([writing.catch(() => undefined), once(first.child, 'exit')]);
    void client.terminate();

    const second = await startProcess();
    const again = connect(second.host);
    const { docs } = await again.collection('kept').get();
    expect(acknowledged).toBeGreaterThanOrEqual(50);
    for (let n = 0; n <= acknowledged; n++) {
      expect(docs.filter((doc) => doc.get('n') === n).length).toBe(3);
    }
    expect(docs.length % 3).toBe(0);
    await again.terminate();
    await kill(second.child);
  });
});
