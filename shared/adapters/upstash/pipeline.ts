import { Agent as HttpAgent, type IncomingMessage, request as sendHttp } from 'node:http';
import { Agent as HttpsAgent, request as sendHttps } from 'node:https';
import type { UpstashConfig } from './env.js';

export type Command = readonly string[];
/** How Redis answered a command: a result, or its refusal such as `NOSCRIPT ...`. */
export type CommandAnswer = { result: unknown } | { error: string };

/** Sends commands that are carried out one after the other; rejects when there are no answers in time. */
export type SendPipeline = (commands: readonly Command[]) => Promise<readonly CommandAnswer[]>;

/**
 * Commands by Upstash's REST protocol (`POST /pipeline`), for the call that every request makes.
 * docs/decisions/0011 says what the vendor's client costs there.
 */
export function upstashPipeline(config: UpstashConfig, deadlineMs: number): SendPipeline {
  const url = new URL(config.UPSTASH_REDIS_REST_URL);
  const secure = url.protocol === 'https:';
  const send = secure ? sendHttps : sendHttp;
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const address = { method: 'POST', hostname: url.hostname, port: url.port, path: '/pipeline' };
  const headers = {
    authorization: `Bearer ${config.UPSTASH_REDIS_REST_TOKEN}`,
    'content-type': 'application/json',
  };

  const attempt = (body: string, connection: HttpAgent | false) =>
    new Promise<string>((resolve, reject) => {
      const options = {
        ...address,
        agent: connection,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      };
      const request = send(options, (response) => {
        read(response)
          .then(resolve, reject)
          .finally(() => clearTimeout(late));
      });
      const giveUp = () => request.destroy(new Error(`no answer in ${deadlineMs} ms`));
      // Where this process was busy for so long itself, the answer may be waiting to be read.
      const late = setTimeout(() => setImmediate(giveUp), deadlineMs);
      request.on('error', (error) => {
        clearTimeout(late);
        reject(request.reusedSocket && wasClosed(error) ? new StaleConnection() : error);
      });
      request.end(body);
    });

  return async (commands) => {
    const body = JSON.stringify(commands);
    const text = await attempt(body, agent).catch((error: unknown) => {
      if (error instanceof StaleConnection) return attempt(body, false);
      throw error;
    });
    return JSON.parse(text) as readonly CommandAnswer[];
  };
}

/** The other side closed a connection while it rested, which shows at the next call only. */
class StaleConnection extends Error {}

function wasClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** By events: an async iterator over a body of one chunk costs more than the rest of the call. */
function read(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (text += chunk));
    response.on('error', reject);
    response.on('end', () =>
      response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode} ${text}`)),
    );
  });
}
