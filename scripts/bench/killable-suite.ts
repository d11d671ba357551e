import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Where a suite is reached. */
export interface Addresses {
  api: string;
  console: string;
  env: Readonly<Record<string, string>>;
}

/** A suite as `npm start` runs it, that may be killed at any moment, also before it is ready. */
export interface KillableSuite {
  /** Rejects when the suite ends before it was ready. */
  ready: Promise<Addresses>;
  /** Calls back with the name of a function each time that it has handled a message and not yet acknowledged it. */
  onHandled(listener: (name: string) => void): void;
  /** SIGKILL to all of its processes at once, as when the machine stops. */
  kill(): Promise<void>;
  /** What it said on stderr that was no log line. */
  said(): string;
  /** Resolves with the exit code when it ends. */
  ended: Promise<number | null>;
}

/**
 * @param environment laid over this process's
 * @param args of `npm start`
 */
export function startKillable(
  environment: Readonly<Record<string, string>>,
  ...args: string[]
): KillableSuite {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'scripts/start/start.ts', '--json', '--port', '0', '--catalogue', 'none', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, LOG_LEVEL: 'info', ...environment },
    },
  );
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const listeners: ((name: string) => void)[] = [];
  let said = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!line.startsWith('{"timestamp"')) said += `${line}\n`;
    const handled = /"message":"message handled".*"function":"([a-z-]+)"/.exec(line)?.[1];
    if (handled) for (const listener of listeners) listener(handled);
  });
  const ready = Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([line]) => JSON.parse(line) as Addresses),
    ended.then(() => Promise.reject(new Error(`The suite ended before it was ready:\n${said}`))),
  ]);
  // Whoever kills it before it is ready does not wait for this.
  ready.catch(() => undefined);
  return {
    ready,
    ended,
    onHandled: (listener) => listeners.push(listener),
    said: () => said,
    async kill() {
      killGroup(child);
      await ended;
    },
  };
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, 'SIGKILL');
}
