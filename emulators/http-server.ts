import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from './faults.js';

export interface ListeningServer {
  /** e.g. `http://127.0.0.1:41234`, without a slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** As Google's front end takes them, so that a function's own limit is met and answers. */
const MAX_HEADER_BYTES = 65_536;

/** Serves on 127.0.0.1. Rejects with the system's error (e.g. EADDRINUSE) when the port cannot be had. */
export async function serveHttp(listener: RequestListener, port = 0): Promise<ListeningServer> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, listener);
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** How a product words a failure of its own. */
export interface FailureAnswers {
  error(response: ServerResponse): void;
  quota(response: ServerResponse): void;
}

/** Of a product that has no words of its own for them. */
export const plainFailures: FailureAnswers = {
  error: (response) => answerJson(response, 500, { error: 'internal' }),
  quota: (response) => answerJson(response, 429, { error: 'quota' }),
};

/** Puts the faults in force in front of a listener. */
export function withFaults(
  faults: Faults,
  answers: FailureAnswers,
  listener: RequestListener,
): RequestListener {
  return async (request, response) => {
    const slow = faults.draw('latency');
    if (slow) await wait(slow.ms ?? 1_000);
    const fault = faults.draw('down', 'reset', 'hang', 'error', 'quota');
    switch (fault?.kind) {
      case 'down':
      case 'reset':
        request.socket.destroy();
        return;
      case 'hang':
        await Promise.race([faults.lifted(), once(request.socket, 'close')]);
        request.socket.destroy();
        return;
      case 'error':
        answers.error(response);
        return;
      case 'quota':
        answers.quota(response);
        return;
      default:
        listener(request, response);
    }
  };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
