import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../shared/compose.js';
import type { SuiteClock } from './clock.js';
import type { Host } from './host.js';
import type { FromHost, ToHost } from './host-process.js';

/** As startHost, in a process of its own. Rejects with what the process says when it cannot start. */
export async function forkHost(
  env: Environment,
  clock: SuiteClock,
): Promise<Host & { pid: number | undefined }> {
  const child = fork(fileURLToPath(new URL('./host-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...env, SUITE_CLOCK_OFFSET: String(clock.offset) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (answer: string) => void>();
  let asked = 0;
  const send = (message: ToHost) => child.connected && child.send(message);
  const ask = (what: 'metrics' | 'drain') =>
    new Promise<string>((resolve) => {
      const id = ++asked;
      waiting.set(id, resolve);
      if (!send({ ask: what, id })) resolve('');
    });
  child.once('exit', () => {
    for (const resolve of waiting.values()) resolve('');
  });
  const urls = await new Promise<Record<string, string>>((resolve, reject) => {
    child.on('message', (message: FromHost) => {
      if ('urls' in message) resolve(message.urls);
      else if ('failed' in message) reject(new Error(message.failed));
      else waiting.get(message.id)?.(message.answer);
    });
    child.once('exit', (code) =>
      reject(new Error(`The functions' process ended with ${code} before it was ready`)),
    );
  });
  clock.onMoved((offset) => send({ offset }));
  return {
    urls,
    pid: child.pid,
    metrics: () => ask('metrics'),
    async drain() {
      await ask('drain');
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await ended;
    },
  };
}
