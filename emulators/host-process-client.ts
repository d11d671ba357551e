import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../shared/compose.js';
import type { SuiteClock } from './clock.js';
import type { Host, HostOptions } from './host.js';
import type { FromHost, ToHost } from './host-process.js';

/** How long a crashed process stays down, so that one that crashes at once does not spin. */
const RESTART_MS = 500;

export type ForkOptions = HostOptions & { clock: SuiteClock };

/**
 * As startHost, in a process of its own, which is started again when it dies, as the cloud would.
 * Rejects with what the process says when it cannot start at all.
 */
export async function forkHost(options: ForkOptions): Promise<Host> {
  const host = new ForkedHost(options);
  await host.start();
  return host;
}

class ForkedHost implements Host {
  urls: Readonly<Record<string, string>> = {};
  readonly #env: Environment;
  readonly #clock: SuiteClock;
  readonly #names: readonly string[];
  readonly #answers = new Map<number, (answer: string) => void>();
  #child: ChildProcess | undefined;
  #asked = 0;
  #stopping = false;

  constructor({ env, clock, names, limits }: ForkOptions) {
    this.#env = { ...env, SUITE_LIMITS: limits ? 'on' : 'off' };
    this.#clock = clock;
    this.#names = names;
    clock.onMoved((offset) => this.#send({ offset }));
  }

  async start(): Promise<void> {
    const child = fork(fileURLToPath(new URL('./host-process.ts', import.meta.url)), [...this.#names], {
      execArgv: ['--import', 'tsx'],
      env: { ...this.#env, SUITE_CLOCK_OFFSET: String(this.#clock.offset) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.urls = await new Promise((resolve, reject) => {
      child.on('message', (message: FromHost) => {
        if ('urls' in message) resolve(message.urls);
        else if ('failed' in message) reject(new Error(message.failed));
        else this.#answers.get(message.id)?.(message.answer);
      });
      child.once('exit', (code) =>
        reject(new Error(`The functions' process ended with ${code} before it was ready`)),
      );
    });
    child.once('exit', () => this.#died());
  }

  metrics(): Promise<string> {
    return this.#ask('metrics');
  }

  async drain(): Promise<void> {
    this.#stopping = true;
    await this.#ask('drain');
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async #died(): Promise<void> {
    this.urls = {};
    for (const resolve of this.#answers.values()) resolve('');
    this.#answers.clear();
    while (!this.#stopping) {
      await wait(RESTART_MS);
      if (this.#stopping) return;
      const started = await this.start().then(
        () => true,
        () => false,
      );
      if (started) return;
    }
  }

  #send(message: ToHost): boolean {
    return this.#child?.connected === true && this.#child.send(message);
  }

  #ask(what: 'metrics' | 'drain'): Promise<string> {
    return new Promise((resolve) => {
      const id = ++this.#asked;
      this.#answers.set(id, (answer) => {
        this.#answers.delete(id);
        resolve(answer);
      });
      if (!this.#send({ ask: what, id })) this.#answers.get(id)?.('');
    });
  }
}
