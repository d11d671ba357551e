import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { AdminApi } from './admin-api.js';

const pauses: number[] = [];
vi.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void pauses.push(ms) }));

/** What the system answers, one after the other; then that all is well. */
const refusals: { status: number; retryAfter?: string }[] = [];
const system = createServer((request, response) => {
  request.resume();
  const refusal = refusals.shift();
  const headers = refusal?.retryAfter === undefined ? {} : { 'retry-after': refusal.retryAfter };
  response.writeHead(refusal?.status ?? 200, headers).end(JSON.stringify({ title: 'refused' }));
});
let api: AdminApi;
beforeAll(async () => {
  system.listen(0, '127.0.0.1');
  await once(system, 'listening');
  api = new AdminApi({ api: `http://127.0.0.1:${(system.address() as AddressInfo).port}`, token: 'any' });
});
afterAll(() => void system.close());
beforeEach(() => void pauses.splice(0));

it('comes back when it was asked to', async () => {
  refusals.push({ status: 429, retryAfter: '37' }, { status: 503, retryAfter: '2' });
  await api.open('run', 'file');
  expect(pauses).toEqual([37_000, 2_000]);
});

it('comes back later each time when nothing was asked, and not after hours whatever is asked', async () => {
  refusals.push(
    { status: 503 },
    { status: 503 },
    { status: 503, retryAfter: '86400' },
    { status: 500, retryAfter: 'soon' },
  );
  await api.open('run', 'file');
  expect(pauses).toEqual([400, 800, 60_000, 3_200]);
});

it('gives up with the reason when the system stays away, and at once when it refuses', async () => {
  refusals.push(...Array.from({ length: 7 }, () => ({ status: 503 })));
  await expect(api.open('run', 'file')).rejects.toThrow('503 refused');
  refusals.splice(0);
  refusals.push({ status: 403 });
  await expect(api.open('run', 'file')).rejects.toThrow('403 refused');
});
