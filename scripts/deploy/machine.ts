import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a deployment starts: its files, its environment and the commands that it has. */
export interface Machine {
  env: Readonly<Record<string, string | undefined>>;
  /** The text of a file of the project; undefined when there is none. */
  read(path: string): string | undefined;
  /** When the newest file of a file or folder was written, epoch milliseconds; undefined when there is none. */
  modified(path: string): Promise<number | undefined>;
  /** Runs a command silently; false when it fails or does not exist. */
  succeeds(command: string, args: readonly string[]): Promise<boolean>;
  /** Runs a command on the operator's terminal and answers its exit code. */
  run(command: string, args: readonly string[]): Promise<number>;
}

export function thisMachine(root: string): Machine {
  const execute = async (command: string, args: readonly string[], stdio: 'ignore' | 'inherit') => {
    const child = spawn(command, args, { cwd: root, stdio });
    try {
      const [code] = await once(child, 'exit');
      return typeof code === 'number' ? code : 1;
    } catch {
      return 127; // as a shell says of a command that does not exist
    }
  };
  return {
    env: process.env,
    read: (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined),
    modified: (path) => newest(join(root, path)),
    succeeds: async (command, args) => (await execute(command, args, 'ignore')) === 0,
    run: (command, args) => execute(command, args, 'inherit'),
  };
}

async function newest(path: string): Promise<number | undefined> {
  if (!existsSync(path)) return undefined;
  if (statSync(path).isFile()) return statSync(path).mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'));
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
