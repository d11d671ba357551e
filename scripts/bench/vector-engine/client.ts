import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { QdrantClient } from '@qdrant/js-client-rest';
import type { BenchmarkContext } from '../benchmark.js';
import { catalogueFile, versionOfData } from '../filled-suite.js';
import { COLLECTION } from './fill.js';
import type { EngineAnswer, EngineTask } from './process.js';

const LOOK_AGAIN_MS = 250;

/** An engine that serves, in a process of its own. */
export interface Engine {
  url: string;
  /** From the start of the process. */
  startSeconds: number;
  points(): Promise<number>;
  /** Waits until its indexes are built, and answers how long after the start of the process that was. */
  indexed(): Promise<number>;
  residentMegabytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Filled engines of earlier runs; delete them after a change of how the engine stores or of what `fillEngine` makes up. */
const CACHE = 'dist/bench';

/** The data of an engine with so many points for each title, written once for all later runs. */
export async function filledFolder(context: BenchmarkContext, copies: number): Promise<string> {
  const folder = join(CACHE, `vector-engine-${copies}-${await versionOfData(catalogueFile(context))}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}-unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await fill({ folder: unfinished, data: context.data ?? '', copies }, context.say);
  await rename(unfinished, folder);
  return folder;
}

async function fill(
  what: { folder: string; data: string; copies: number },
  say: (progress: string) => void,
): Promise<void> {
  const child = start({ task: 'fill', ...what });
  child.on('message', (answer: EngineAnswer) => {
    if ('said' in answer) say(answer.said);
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Filling the engine ended with ${code}; its output above says why`);
}

export async function serve(folder: string): Promise<Engine> {
  const startedAt = performance.now();
  const sinceStart = () => (performance.now() - startedAt) / 1_000;
  const child = start({ task: 'serve', folder });
  const { url } = await answerOf(child, 'url');
  const client = new QdrantClient({ url, timeout: 600_000, checkCompatibility: false });
  return {
    url,
    startSeconds: sinceStart(),
    points: async () => (await client.count(COLLECTION)).count,
    async indexed() {
      while ((await client.getCollection(COLLECTION)).status !== 'green') await wait(LOOK_AGAIN_MS);
      return sinceStart();
    },
    async residentMegabytes() {
      const answer = answerOf(child, 'residentMegabytes');
      child.send({});
      return (await answer).residentMegabytes;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

function start(task: EngineTask): ChildProcess {
  const program = fileURLToPath(new URL('./process.ts', import.meta.url));
  const child = fork(program, { execArgv: ['--max-old-space-size=8192', '--import', 'tsx'] });
  child.send(task);
  return child;
}

async function answerOf<Key extends string>(
  child: ChildProcess,
  key: Key,
): Promise<Extract<EngineAnswer, Record<Key, unknown>>> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The engine ended by itself')));
  ended.catch(() => undefined);
  for (;;) {
    const [answer] = (await Promise.race([once(child, 'message'), ended])) as [EngineAnswer];
    if (key in answer) return answer as Extract<EngineAnswer, Record<Key, unknown>>;
  }
}
