import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as send } from 'node:http';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Ask, checkAnswer } from './ask.js';

const LONGEST_START_MS = 20_000;
const BETWEEN_TRIES_MS = 1;

export interface ServiceCommand {
  /** Arguments of Node. */
  command: readonly string[];
  folder: string;
  /** As in the cloud there is nothing else in the environment. */
  env: Readonly<Record<string, string>>;
}

/** A process that serves HTTP, from when it listens until it is disposed of. */
export interface ServiceProcess extends AsyncDisposable {
  child: ChildProcess;
  /** @throws when the answer is not the one that is asked for */
  ask(ask: Ask): Promise<void>;
}

/** @throws when the process ends before it listens, with what it wrote */
export async function startService(
  { command, folder, env }: ServiceCommand,
  port: number,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, command, {
    cwd: folder,
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let logged = '';
  child.stderr?.on('data', (chunk) => {
    logged = `${logged}${chunk}`.slice(-2_000);
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const until = performance.now() + LONGEST_START_MS;
  while (!(await canConnect(port))) {
    const hasEnded = child.exitCode !== null;
    if (hasEnded || performance.now() > until) {
      await stop();
      throw new Error(`${folder} ${hasEnded ? 'ended before it listened' : 'does not listen'}: ${logged}`);
    }
    await wait(BETWEEN_TRIES_MS);
  }
  return {
    child,
    ask: async (ask) => {
      try {
        checkAnswer(ask, await answerOf(port, ask));
      } catch (error) {
        throw new Error(`${folder} is not as it should be: ${logged}`, { cause: error });
      }
    },
    [Symbol.asyncDispose]: stop,
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    // While nobody listens, the system may give the caller that very port, and it reaches itself.
    () => socket.localPort !== port,
    () => false,
  );
  socket.destroy();
  return connected;
}

function answerOf(port: number, ask: Ask): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { method, path, headers } = ask;
    const request = send({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(ask.body);
  });
}
