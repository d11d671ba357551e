import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const peers = ['minisearch', 'orama'] as const;
export type Peer = (typeof peers)[number];

export interface PeerProcess {
  url: string;
  /** How long it read the file and built its index, in seconds. */
  builtIn: number;
  stop(): void;
}

/** A search library over the first `titles` of the catalogue file, in a process of its own. */
export async function startPeer(
  peer: Peer,
  file: string,
  titles: number,
  fields: 'all' | 'names',
): Promise<PeerProcess> {
  const startedAt = performance.now();
  const script = fileURLToPath(new URL('./peer-process.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=6144', '--import', 'tsx', script, peer, file, String(titles), fields],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${peer} ended before it was ready`))),
  ])) as [string];
  const { port } = JSON.parse(line) as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    builtIn: (performance.now() - startedAt) / 1_000,
    stop: () => child.kill(),
  };
}
