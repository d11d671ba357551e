import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestUrl } from '../../shared/function/request-url.js';
import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import { answerJson, readBody, serveHttp, withFaults } from '../http-server.js';
import { Store } from '../store.js';
import { Engine } from './engine.js';
import { RedisError, type Reply } from './reply.js';
import { answer, parseCommand, parseCommands, parseJson, parsePath } from './rest.js';

/** Upstash's limit on one request, pipelines included, in bytes. */
export const REQUEST_LIMIT = 1024 * 1024;
const TOKEN = 'local-upstash-token';

/** A request refused as a whole. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Upstash Redis: its REST protocol over commands in memory, journaled on disk. */
export async function startUpstash(options: EmulatorOptions): Promise<Emulator> {
  const store = new Store(options.folder, Engine.tables);
  const engine = new Engine(store, options.clock);
  const faults = new Faults();
  const failures = {
    error: (response: ServerResponse) => answerJson(response, 500, { error: 'ERR internal error' }),
    quota: (response: ServerResponse) =>
      answerJson(response, 429, { error: 'ERR max requests limit exceeded. See the usage of the database' }),
  };
  const server = await serveHttp(
    withFaults(faults, failures, (request, response) => void serve(engine, request, response)),
    options.port,
  );
  return {
    name: 'upstash',
    env: { UPSTASH_REDIS_REST_URL: server.url, UPSTASH_REDIS_REST_TOKEN: TOKEN },
    faults,
    async stop() {
      await server.close();
      await store.close();
    },
    async reset() {
      engine.reset();
    },
    async export() {
      return engine.export();
    },
    async import(entries) {
      engine.import(entries);
    },
  };
}

async function serve(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request);
    response.setHeader('upstash-sync-token', 'local');
    answerJson(response, 200, handle(engine, request, body));
  } catch (error) {
    const status = error instanceof Refusal ? error.status : error instanceof RedisError ? 400 : 500;
    const message = error instanceof Error ? error.message : String(error);
    answerJson(response, status, { error: status === 500 ? `ERR internal error: ${message}` : message });
  }
}

function handle(engine: Engine, request: IncomingMessage, body: Buffer): unknown {
  const url = requestUrl(request.url);
  authorize(request, url);
  if (body.length > REQUEST_LIMIT) {
    throw new Refusal(
      400,
      `ERR max request size exceeded. Limit: ${REQUEST_LIMIT} bytes, Actual: ${body.length} bytes`,
    );
  }
  const base64 = request.headers['upstash-encoding'] === 'base64';
  switch (url.pathname) {
    case '/pipeline':
      return run(engine, parseCommands(parseJson(body)), base64);
    case '/multi-exec':
      return runTransaction(engine, parseCommands(parseJson(body)), base64);
    case '/':
      return single(engine, parseCommand(parseJson(body)), base64);
    default:
      return single(engine, parsePath(url, body), base64);
  }
}

function authorize(request: IncomingMessage, url: URL): void {
  const given =
    request.headers.authorization?.replace(/^Bearer /i, '') ?? url.searchParams.get('_token') ?? '';
  const digest = (token: string) => createHash('sha256').update(token).digest();
  if (!timingSafeEqual(digest(given), digest(TOKEN))) {
    throw new Refusal(401, 'WRONGPASS invalid or missing auth token. See https://upstash.com/docs/redis');
  }
}

function run(engine: Engine, commands: string[][], base64: boolean): unknown {
  const replies: Reply[] = commands.map((words) => engine.execute(words));
  engine.commit();
  return replies.map((reply) => answer(reply, base64));
}

function runTransaction(engine: Engine, commands: string[][], base64: boolean): unknown {
  for (const words of commands) {
    const refusal = engine.refusal(words);
    if (refusal) throw new RedisError(`EXECABORT Transaction discarded because of: ${refusal.message}`);
  }
  return run(engine, commands, base64);
}

function single(engine: Engine, words: string[], base64: boolean): unknown {
  const reply = engine.execute(words);
  engine.commit();
  if (reply instanceof RedisError) throw reply;
  return answer(reply, base64);
}
