import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Started {
  api: string;
  console: string;
  env: Record<string, string>;
  /** Everything that went to stdout so far. */
  stdout: string[];
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs a script of package.json's as npm does, in a process group of its own. */
export function run(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

export async function outcome(
  child: ChildProcess,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (text.stdout += chunk));
  child.stderr?.on('data', (chunk) => (text.stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

/** Starts the suite by its command and waits for its line on stdout. */
export async function startCommand(...args: string[]): Promise<Started> {
  const child = run('scripts/start/start.ts', ['--json', '--port', '0', ...args]);
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  const stdout: string[] = [];
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on('line', (line) => stdout.push(line));
  const ended = once(child, 'close');
  await Promise.race([
    once(lines, 'line'),
    ended.then(() => Promise.reject(new Error(`The suite ended before it was ready:\n${stderr}`))),
  ]);
  const { api, console, env } = JSON.parse(stdout[0] ?? '{}');
  return {
    api,
    console,
    env,
    stdout,
    async stop(signal) {
      // A crash takes the whole group, as when the machine stops; a polite signal goes to the command alone.
      process.kill(signal === 'SIGKILL' ? -(child.pid as number) : (child.pid as number), signal);
      await ended;
      return child.exitCode;
    },
  };
}
