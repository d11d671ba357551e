import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** The system as `npm start` runs it, in processes of its own. */
export interface SuiteProcess {
  /** The process group of the command and all that it started. */
  group: number;
  api: string;
  console: string;
  env: Readonly<Record<string, string>>;
  /** Of the command and every process that it started. */
  residentMegabytes(): Promise<number>;
  /** SIGTERM to the command, as Ctrl-C would; or SIGKILL to all of its processes at once. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** @param args of `npm start`, e.g. `--limits off` */
export async function startSuite(...args: string[]): Promise<SuiteProcess> {
  const command = ['--import', 'tsx', 'scripts/start/start.ts', '--json', '--port', '0', ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const pid = child.pid as number;
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr = `${stderr}${chunk}`.slice(-10_000)));
  const ended = once(child, 'close');
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => Promise.reject(new Error(`The suite ended before it was ready:\n${stderr}`))),
  ])) as [string];
  const { api, console, env } = JSON.parse(line);
  return {
    group: pid,
    api,
    console,
    env,
    residentMegabytes: () => residentMegabytesOfGroup(pid),
    async stop(signal = 'SIGTERM') {
      process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
      await ended;
    },
  };
}

/** Reads /proc, so NaN where there is none (proc(5): field 5 of stat is the group, VmRSS of status is in kB). */
async function residentMegabytesOfGroup(group: number): Promise<number> {
  const entries = await readdir('/proc').catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => /^\d+$/.test(entry))
      .map(async (pid) => {
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
        const [, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (Number(processGroup) !== group) return 0;
        const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
        return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
      }),
  );
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0);
  return kilobytes === 0 ? Number.NaN : kilobytes / 1_024;
}
