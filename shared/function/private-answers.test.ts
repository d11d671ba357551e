import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { AccessToken } from '../account/access-tokens.js';
import type { Arrival, FrontDoor, Standing } from '../limits/front-door.js';
import { onRequest } from './declare.js';
import { endpoint } from './endpoint.js';
import { httpPipeline } from './http.js';

const made = vi.fn();
/** What the handler waits for. */
let released: Promise<void>;
/** Tells all that it learns of who asks. */
const telltale = endpoint({
  summary: 'A telltale',
  query: z.strictObject({ mine: z.stringbool().optional(), q: z.string().optional() }),
  answer: z.unknown(),
  handle: async ({ caller, once }) => {
    made();
    await released;
    return { caller, once };
  },
});
const route = (method: 'GET' | 'POST', path: string, keyed?: true) =>
  onRequest(method, path, {
    uses: [],
    load: async () => ({ ...telltale, ...(keyed && { keyed }) }),
    permission: 'content:read',
    impact: 'none',
    ...(method === 'GET' && { cache: { seconds: 60 } }),
  });
const routes = [route('GET', '/kept'), route('POST', '/keyed', true), route('POST', '/keyless')];

const ada: AccessToken = { account: 'ada', role: 'free_user', scopes: ['ada:scope'], issuedAt: 1 };
const people: Record<string, AccessToken> = { ada, grace: { ...ada, account: 'grace' } };

let answers: Map<string, string>;
let atTheDoor: number;
const door: FrontDoor = {
  async ask({ claims, answer }: Arrival): Promise<Standing> {
    atTheDoor += 1;
    const text = answer && answers.get(answer.name);
    return {
      decisions: claims.map(() => ({ allowed: true, remaining: 1, freeInMs: 1 })),
      revoked: false,
      ...(answer && { cache: { generation: 7, asked: 1, ...(text !== undefined && { answer: text }) } }),
    };
  },
  async keep({ name, text }) {
    answers.set(name, text);
  },
};
const accessTokens = { read: async (token: string) => people[token] ?? ('not valid' as const) };

const servers: Server[] = [];
async function startInstance(): Promise<string> {
  const core = { clock: { now: () => 0 }, log: vi.fn(), meters: { add: vi.fn() }, newId: () => 'x' };
  const ports = async () => ({ ...core, accessTokens, frontDoor: door }) as never;
  const server = createServer(httpPipeline(routes, { core, take: ports })).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let instances: string[];
beforeEach(async () => {
  made.mockClear();
  released = Promise.resolve();
  atTheDoor = 0;
  answers = new Map();
  instances = [await startInstance(), await startInstance()];
});
afterEach(() => servers.splice(0).forEach((server) => server.close()));

const ask = (path: string, person?: string, init: RequestInit = {}) =>
  fetch(`${instances[0]}${path}`, {
    ...init,
    headers: {
      host: 'one',
      ...(person && { authorization: `Bearer ${person}` }),
      ...(init.headers as Record<string, string>),
    },
  });

describe('an answer that others may be given too', () => {
  it('is made without knowing who asks', async () => {
    const first = await ask('/kept', 'ada');
    expect(await first.json()).toEqual({ caller: { role: 'free_user' } });
    expect(first.headers.get('cache-control')).toBe('private, max-age=5');
    expect([...answers.values()].join()).not.toMatch(/ada/);
  });

  it('is not one of somebody’s own', async () => {
    for (const person of ['ada', 'grace', 'ada']) {
      const own = await ask('/kept?mine=true', person);
      expect(await own.json()).toMatchObject({ caller: { account: person } });
      expect([own.headers.get('cache-control'), own.headers.get('etag')]).toEqual(['no-store', null]);
    }
    expect(answers.size).toBe(0);
    expect(await (await ask('/kept?mine=false', 'ada')).json()).toEqual({ caller: { role: 'free_user' } });
  });

  it('is made once for all who ask at once', async () => {
    let release: () => void = () => {};
    released = new Promise((resolve) => {
      release = resolve;
    });
    const asking = Promise.all(Array.from({ length: 50 }, () => ask('/kept?q=a')));
    await expect.poll(() => atTheDoor).toBe(50);
    release();
    const asked = await asking;
    expect(new Set(await Promise.all(asked.map((one) => one.text()))).size).toBe(1);
    expect([answers.size, made.mock.calls.length]).toEqual([1, 1]);
  });
});

describe('an idempotency key', () => {
  const post = async (path: string, person?: string, key = 'one') => {
    const answer = await ask(path, person, { method: 'POST', headers: { 'idempotency-key': key } });
    return [answer.status, ((await answer.json()) as { once?: unknown }).once];
  };

  it('reaches an endpoint that knows them, for who has signed in', async () => {
    expect(await post('/keyed', 'ada')).toEqual([
      200,
      expect.objectContaining({ id: expect.any(String), fingerprint: expect.any(String) }),
    ]);
    expect(await post('/keyed')).toEqual([200, undefined]);
    expect(await post('/keyless', 'ada')).toEqual([200, undefined]);
  });

  it('is refused where it is none', async () => {
    expect(await post('/keyed', 'ada', 'k'.repeat(300))).toEqual([400, undefined]);
  });
});
