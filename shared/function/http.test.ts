import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Arrival, Standing } from '../limits/front-door.js';
import { Unavailable } from '../problem/problem.js';
import { onRequest } from './declare.js';
import { endpoint } from './endpoint.js';
import { httpPipeline } from './http.js';

const thing = endpoint({
  summary: 'A thing',
  query: z.strictObject({ q: z.string() }),
  answer: z.object({ q: z.string() }),
  handle: async ({ query }) => {
    if (query.q === 'broken') throw new Error('a secret detail');
    if (query.q === 'down') throw new Unavailable('firestore');
    return { q: query.q };
  },
});
const routes = [
  onRequest('GET', '/things', {
    uses: [],
    load: async () => thing,
    permission: 'content:read',
    impact: 'none',
  }),
  onRequest('GET', '/runs', {
    uses: [],
    load: async () => thing,
    permission: 'ingestion:manage',
    impact: 'none',
  }),
];

const loads = vi.fn(async () => thing);
routes.push(
  onRequest('GET', '/later', { uses: [], load: loads, permission: 'content:read', impact: 'none' }),
);

let server: Server;
let base: string;
const log = vi.fn();
const meters = { add: vi.fn() };
const recognise = vi.fn(async (token: string) => (token === 'good' ? 'operator' : undefined));
const read = vi.fn(async () => 'of another kind' as const);
const ask = vi.fn(
  async ({ claims }: Arrival): Promise<Standing> => ({
    decisions: claims.map(() => ({ allowed: true, remaining: 3, freeInMs: 59_001 })),
    revoked: false,
  }),
);

beforeEach(async () => {
  vi.clearAllMocks();
  const core = { clock: { now: () => 0 }, log, meters, newId: () => '00000000-0000-4000-8000-000000000000' };
  const ports = async () =>
    ({ ...core, accessTokens: { read }, operators: { recognise }, frontDoor: { ask } }) as never;
  server = createServer(httpPipeline(routes, { core, take: ports })).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

describe('the pipeline', () => {
  it('takes a sensible request id and trace over, and makes its own otherwise', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { 'x-request-id': 'mine-1', traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    expect((await fetch(`${base}/things?q=a`, { headers })).headers.get('x-request-id')).toBe('mine-1');
    expect(log.mock.lastCall?.[2]).toMatchObject({ trace_id: trace, request_id: 'mine-1' });
    const own = await fetch(`${base}/things?q=a`, {
      headers: { 'x-request-id': 'no spaces allowed', traceparent: 'x' },
    });
    expect(own.headers.get('x-request-id')).toBe('00000000-0000-4000-8000-000000000000');
  });

  it('logs and counts by route, never what somebody asked or who', async () => {
    await fetch(`${base}/things?q=a+private+wish`, {
      headers: { authorization: 'Bearer good', 'x-forwarded-for': '203.0.113.9' },
    });
    await fetch(`${base}/things?q=broken`);
    await fetch(`${base}/no/such/private-wish`);
    const said = JSON.stringify([log.mock.calls, meters.add.mock.calls]);
    expect(said).not.toMatch(/private|203\.0|good/);
    expect(log).toHaveBeenCalledWith(
      'info',
      'request answered',
      expect.objectContaining({ path: '/things', status: 200 }),
    );
    expect(meters.add).toHaveBeenCalledWith('http_requests_total', {
      method: 'GET',
      path: 'unmatched',
      status: '404',
    });
  });

  it('tells its own failures from passing ones, and keeps their details', async () => {
    const broken = await fetch(`${base}/things?q=broken`);
    expect([broken.status, await broken.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(log).toHaveBeenCalledWith('error', expect.stringContaining('a secret detail'), expect.anything());
    const down = await fetch(`${base}/things?q=down`);
    expect([down.status, down.headers.get('retry-after')]).toEqual([503, '5']);
  });

  it.each([
    [401, undefined],
    [401, 'Bearer bad'],
    [401, 'Basic good'],
    [200, 'Bearer good'],
  ])('answers %i on an operators’ route to %s', async (status, authorization) => {
    const answer = await fetch(`${base}/runs?q=a`, authorization ? { headers: { authorization } } : {});
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('refuses a bad token on a public route too', async () => {
    expect((await fetch(`${base}/things?q=a`, { headers: { authorization: 'Bearer bad' } })).status).toBe(
      401,
    );
  });

  it('loads a function once, and again after it could not be loaded', async () => {
    loads.mockRejectedValueOnce(new Error('no such file'));
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch(`${base}/later?q=a`)).status);
    expect(statuses).toEqual([500, 200, 200]);
    expect(loads).toHaveBeenCalledTimes(2);
  });

  it('answers HEAD as GET, without a body', async () => {
    const answer = await fetch(`${base}/things?q=a`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([
      200,
      '9',
      '',
    ]);
  });
});
