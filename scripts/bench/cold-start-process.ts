import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as send } from 'node:http';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ColdStart } from './cold-start-request.js';

/** The process that asks: for each cold start that it is sent it answers with milliseconds, or with an error's text. */
const LONGEST_START_MS = 20_000;
const BETWEEN_TRIES_MS = 1;

process.on('message', async (coldStart: ColdStart) => {
  process.send?.(await millisecondsOf(coldStart).catch((error: Error) => error.message));
});

/** From before the process is started until the last byte of its first answer. */
async function millisecondsOf({ command, folder, env, ask }: ColdStart): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, command, {
    cwd: folder,
    // As in the cloud there is nothing in the environment but what was deployed.
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let logged = '';
  child.stderr.on('data', (chunk) => {
    logged = `${logged}${chunk}`.slice(-2_000);
  });
  const ended = once(child, 'exit');
  try {
    while (!(await canConnect(port))) {
      if (child.exitCode !== null) throw new Error(`${folder} ended before it listened: ${logged}`);
      if (performance.now() - startedAt > LONGEST_START_MS) throw new Error(`${folder} does not listen`);
      await wait(BETWEEN_TRIES_MS);
    }
    const { status, body } = await answerOf(port, ask);
    const milliseconds = performance.now() - startedAt;
    if (status !== ask.status || !body.includes(ask.contains)) {
      throw new Error(
        `${ask.method} ${ask.path} was answered with ${status} ${body.slice(0, 300)}: ${logged}`,
      );
    }
    return milliseconds;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
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

function answerOf(port: number, ask: ColdStart['ask']): Promise<{ status: number; body: string }> {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
