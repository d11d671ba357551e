import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { QdrantClient } from '@qdrant/js-client-rest';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SuiteClock } from '../clock.js';
import { LARGEST_BODY_BYTES } from './http.js';
import { startQdrant } from './qdrant.js';
import { refusal, TestServer } from './test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
beforeEach(async () => {
  server.emulator.faults.clear();
  await server.emulator.reset();
  await server.client.createCollection('titles', {
    vectors: { text: { size: 2, distance: 'Cosine' } },
    sparse_vectors: { terms: { modifier: 'idf' } },
  });
  await server.client.createPayloadIndex('titles', { field_name: 'n', field_schema: 'integer', wait: true });
});
afterAll(() => server.stop());

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const id = fc.oneof(fc.nat(50), fc.nat(50).map(uuid));

async function scrolled(limit: number): Promise<unknown[]> {
  const ids: unknown[] = [];
  let offset: string | number | undefined;
  do {
    const page = await server.client.scroll('titles', { limit, ...(offset === undefined ? {} : { offset }) });
    ids.push(...page.points.map((point) => point.id));
    offset = (page.next_page_offset ?? undefined) as string | number | undefined;
  } while (offset !== undefined);
  return ids;
}

test('pages of a scroll cover every point once, integers first, whatever was written in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(id, { maxLength: 8 }), fc.array(id, { maxLength: 4 })), { maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      async (rounds, limit) => {
        await server.client.delete('titles', { filter: {}, wait: true });
        const truth = new Set<string | number>();
        for (const [added, deleted] of rounds) {
          await server.client.upsert('titles', { points: added.map((id) => ({ id, vector: {} })) });
          await server.client.delete('titles', { points: deleted, wait: true });
          for (const one of added) truth.add(one);
          for (const one of deleted) truth.delete(one);
          const numbers = [...truth].filter((one) => typeof one === 'number').sort((a, b) => a - b);
          const texts = [...truth].filter((one) => typeof one === 'string').sort();
          expect(await scrolled(limit)).toEqual([...numbers, ...texts]);
        }
      },
    ),
    { numRuns: 40 },
  );
});

async function everything() {
  const sparse = { query: { indices: [1, 2], values: [1, 1] }, using: 'terms', limit: 100 };
  return {
    points: await server.client.scroll('titles', { limit: 100, with_vector: true }),
    dense: await server.client.query('titles', { query: [1, 2], using: 'text', limit: 100 }),
    sparse: await server.client.query('titles', sparse),
    odd: await server.client.scroll('titles', { filter: { must: [{ key: 'n', range: { gte: 2 } }] } }),
    facet: await server.client.facet('titles', { key: 'n' }),
    described: await server.client.getCollection('titles'),
  };
}

test('after a restart, and after a round through an archive, everything is as before', async () => {
  const component = fc.integer({ min: -3, max: 3 });
  const point = fc.record({
    id,
    vector: fc.record(
      {
        text: fc.tuple(component, component).map((values): number[] => values),
        terms: component.map((weight) => ({ indices: [1, 4], values: [weight, 1] })),
      },
      { requiredKeys: [] },
    ),
    payload: fc.record({ n: fc.nat(3) }, { requiredKeys: [] }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(point, { maxLength: 6 }), { maxLength: 3 }),
      fc.array(id, { maxLength: 5 }),
      async (upserts, deleted) => {
        await server.client.delete('titles', { filter: {}, wait: true });
        for (const points of upserts) await server.client.upsert('titles', { points });
        await server.client.delete('titles', { points: deleted, wait: true });
        const before = await everything();
        await server.restart();
        expect(await everything()).toEqual(before);
        const archive = await server.emulator.export();
        await server.emulator.reset();
        expect(await server.client.getCollections()).toEqual({ collections: [] });
        await server.emulator.import(archive);
        expect(await everything()).toEqual(before);
      },
    ),
    { numRuns: 10 },
  );
});

test('what was acknowledged survives SIGKILL, indexes included', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'qdrant-'));
  const program = fileURLToPath(new URL('./kill-target.ts', import.meta.url));
  const child = fork(program, [folder], { execArgv: ['--import', 'tsx'] });
  const [url] = (await once(child, 'message')) as [string];
  const client = new QdrantClient({ url, checkCompatibility: false });
  await client.createCollection('titles', { vectors: { size: 1, distance: 'Dot' } });
  await client.createPayloadIndex('titles', { field_name: 'n', field_schema: 'integer', wait: true });
  for (let i = 0; i < 20; i++) {
    await client.upsert('titles', { wait: true, points: [{ id: i, vector: [i], payload: { n: i % 2 } }] });
  }
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;

  const emulator = await startQdrant({ folder, clock: new SuiteClock() });
  const again = new QdrantClient({ url: emulator.env['QDRANT_URL'] ?? '', checkCompatibility: false });
  expect(await again.count('titles')).toEqual({ count: 20 });
  expect((await again.facet('titles', { key: 'n' })).hits).toEqual([
    { value: 0, count: 10 },
    { value: 1, count: 10 },
  ]);
  expect((await again.query('titles', { query: [1], limit: 1 })).points[0]?.id).toBe(19);
  await emulator.stop();
  await rm(folder, { recursive: true, force: true });
});

test('searches and writes at the same time do not disturb each other', async () => {
  const points = Array.from({ length: 200 }, (_, i) => ({ id: i, vector: { text: [1, i] }, payload: { i } }));
  await server.client.upsert('titles', { points });
  const search = async () => {
    const { points: found } = await server.client.query('titles', {
      query: [0, 1],
      using: 'text',
      limit: 100,
      with_payload: true,
    });
    for (const point of found) expect(point.payload).toEqual({ i: point.id });
  };
  await Promise.all(
    points.flatMap(({ id }) => [
      search(),
      server.client.delete('titles', { points: [id] }),
      server.client.upsert('titles', {
        points: [{ id: id + 1_000, vector: { text: [1, id] }, payload: { i: id + 1_000 } }],
      }),
    ]),
  );
  expect(await server.client.count('titles')).toEqual({ count: 200 });
});

test('a body over the limit is refused and the server goes on', async () => {
  const plot = 'x'.repeat(LARGEST_BODY_BYTES);
  const points = [{ id: 1, vector: {}, payload: { plot } }];
  const { status, error } = await refusal(server.client.upsert('titles', { points }));
  expect(status).toBe(413);
  expect(error).toMatch(/JSON payload \(\d+ bytes\) is larger than allowed \(limit: 33554432 bytes\)/);
  expect(await server.client.count('titles')).toEqual({ count: 0 });
});

test.each([
  ['PUT', '/collections/titles/points', '{"points": [', 400],
  ['PUT', '/collections/titles/points', '[]', 400],
  ['PUT', '/collections/titles/points', '{"points": 5}', 400],
  ['PUT', '/collections/titles/points', '{"points": [null]}', 400],
  ['PUT', '/collections/titles/points', '{"batch": {"ids": [1], "vectors": []}}', 422],
  ['PUT', '/collections/titles/points?ordering=soon', '{"points": []}', 400],
  ['PUT', '/collections/x', '{"vectors": {"size": "big", "distance": "Dot"}}', 400],
  ['PUT', '/collections/a%3Cb', '{}', 422],
  ['GET', '/collections/%ff', undefined, 400],
  ['POST', '/collections/titles/points/scroll', '{"limit": -1}', 422],
  ['POST', '/collections/titles/points/scroll', '{"with_payload": 5}', 400],
  ['POST', '/collections/titles/points/query', '{"query": {"fusion": "sum"}}', 400],
  ['POST', '/collections/titles/points/query', '{"query": {"recommend": {}}, "using": "text"}', 400],
  ['POST', '/collections/titles/points/batch', '{"operations": [{"constructor": {}}]}', 400],
  ['POST', '/collections/aliases', '{"actions": [{}]}', 400],
  ['GET', '/nowhere', undefined, 404],
] as const)('%s %s %s is answered %i', async (method, path, body, status) => {
  const answer = await server.request(method, path, body);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toEqual({
    status: { error: expect.any(String) },
    time: expect.any(Number),
  });
});

test('deep nesting is refused', async () => {
  const deep = `${'{"must":['.repeat(5_000)}${']}'.repeat(5_000)}`;
  const answer = await server.request('POST', '/collections/titles/points/count', `{"filter":${deep}}`);
  expect(answer.status).toBe(400);
});

test('injected faults speak as the server does', async () => {
  const { faults } = server.emulator;
  faults.set({ kind: 'error', rate: 1 });
  expect(await refusal(server.client.getCollections())).toEqual({
    status: 500,
    error: expect.stringContaining('Service internal error'),
  });
  faults.clear();
  faults.set({ kind: 'quota', rate: 1 });
  const answer = await server.request('GET', '/collections');
  expect(answer.status).toBe(429);
  expect(answer.body).toContain('Rate limiting exceeded');
  faults.clear();
  expect(await server.client.getCollections()).toEqual({ collections: [{ name: 'titles' }] });
});

test('says that it is healthy', async () => {
  expect(await server.request('GET', '/healthz')).toMatchObject({ status: 200 });
});
