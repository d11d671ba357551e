import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { refusal, TestServer } from './test-server.js';

const ada = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
beforeEach(async () => {
  await server.emulator.reset();
  await server.client.createCollection('titles', {
    vectors: { text: { size: 2, distance: 'Cosine' }, facts: { size: 1, distance: 'Dot' } },
    sparse_vectors: { terms: { modifier: 'idf' } },
  });
  await server.client.upsert('titles', {
    wait: true,
    points: [
      {
        id: 1,
        vector: { text: [3, 4], facts: [7], terms: { indices: [5, 9], values: [1, 2] } },
        payload: { name: 'One', year: 1999, cast: [{ name: 'A', age: 1 }, { name: 'B' }], a: { b: 1, c: 2 } },
      },
      { id: ada.toUpperCase(), vector: { text: [1, 0] }, payload: { name: 'Ada' } },
    ],
  });
});
afterAll(() => server.stop());

async function payloadOf(id: number | string) {
  return (await server.client.retrieve('titles', { ids: [id] }))[0]?.payload;
}

test('a point comes back as stored: cosine vectors of length one, UUIDs in lower case', async () => {
  const points = await server.client.retrieve('titles', { ids: [ada, 1, 99], with_vector: true });
  expect(points.map((point) => point.id)).toEqual([ada, 1]);
  expect(points[1]?.vector).toEqual({
    text: [expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)],
    facts: [7],
    terms: { indices: [5, 9], values: [1, 2] },
  });
});

test('answers hold the payload keys and the vectors asked for', async () => {
  const only = async (with_payload: boolean | string[] | { include: string[] } | { exclude: string[] }) =>
    (await server.client.retrieve('titles', { ids: [1], with_payload }))[0]?.payload;
  expect(await only(false)).toBeUndefined();
  expect(await only(['name', 'a.b'])).toEqual({ name: 'One', a: { b: 1 } });
  expect(await only({ include: ['cast[].name', 'cast[].age', 'none'] })).toEqual({
    cast: [{ name: 'A', age: 1 }, { name: 'B' }],
  });
  expect(await only({ exclude: ['cast[].name', 'a', 'year'] })).toEqual({
    name: 'One',
    cast: [{ age: 1 }, {}],
  });
  const [point] = await server.client.retrieve('titles', { ids: [1], with_vector: ['facts'] });
  expect(point?.vector).toEqual({ facts: [7] });
});

test('an upsert replaces the whole point', async () => {
  await server.client.upsert('titles', { points: [{ id: 1, vector: { facts: [2] }, payload: { b: 1 } }] });
  const [point] = await server.client.retrieve('titles', { ids: [1], with_vector: true });
  expect(point).toMatchObject({ payload: { b: 1 }, vector: { facts: [2] } });
  const nearest = await server.client.query('titles', { query: [1, 0], using: 'text' });
  expect(nearest.points.map((hit) => hit.id)).toEqual([ada]);
});

test('an upsert takes columns, too', async () => {
  await server.client.upsert('titles', {
    batch: {
      ids: [7, 8],
      vectors: {
        text: [
          [1, 0],
          [0, 1],
        ],
        terms: [
          { indices: [1], values: [1] },
          { indices: [2], values: [1] },
        ],
      },
      payloads: [{ n: 7 }, null],
    },
  });
  expect(await payloadOf(7)).toEqual({ n: 7 });
  expect(await payloadOf(8)).toEqual({});
});

test('a conditional upsert leaves what does not match, and adds what is new', async () => {
  await server.client.upsert('titles', {
    points: [
      { id: 1, vector: {}, payload: { year: 2000 } },
      { id: 2, vector: {}, payload: { year: 2000 } },
    ],
    update_filter: { must: [{ key: 'year', range: { lt: 1999 } }] },
  });
  expect(await payloadOf(1)).toMatchObject({ year: 1999 });
  expect(await payloadOf(2)).toEqual({ year: 2000 });
});

test('an upsert may only insert, or only update', async () => {
  const points = [
    { id: 1, vector: {}, payload: { n: 1 } },
    { id: 2, vector: {}, payload: { n: 1 } },
  ];
  await server.client.upsert('titles', { points, update_mode: 'insert_only' });
  expect([await payloadOf(1), await payloadOf(2)]).toMatchObject([{ year: 1999 }, { n: 1 }]);
  await server.client.delete('titles', { points: [2] });
  await server.client.upsert('titles', { points, update_mode: 'update_only' });
  expect([await payloadOf(1), await payloadOf(2)]).toEqual([{ n: 1 }, undefined]);
});

test('payloads are merged, replaced, cut and cleared', async () => {
  await server.client.setPayload('titles', { payload: { year: 2001, x: null }, points: [1] });
  expect(await payloadOf(1)).toMatchObject({ name: 'One', year: 2001, x: null });
  await server.client.setPayload('titles', { payload: { c: 3, d: 4 }, key: 'a', points: [1] });
  expect(await payloadOf(1)).toMatchObject({ a: { b: 1, c: 3, d: 4 } });
  await server.client.deletePayload('titles', { keys: ['a.b', 'year', 'cast[].age'], points: [1] });
  expect(await payloadOf(1)).toEqual({
    name: 'One',
    x: null,
    a: { c: 3, d: 4 },
    cast: [{ name: 'A' }, { name: 'B' }],
  });
  const byName = { must: [{ key: 'name', match: { value: 'One' } }] };
  await server.client.overwritePayload('titles', { payload: { name: 'Uno' }, filter: byName });
  expect(await payloadOf(1)).toEqual({ name: 'Uno' });
  await server.client.clearPayload('titles', { points: [1] });
  expect(await payloadOf(1)).toEqual({});
});

test('a payload write to a missing point is 404 after the others were written', async () => {
  const write = server.client.setPayload('titles', { payload: { n: 1 }, points: [1, 99] });
  expect(await refusal(write)).toEqual({ status: 404, error: 'Not found: No point with id 99 found' });
  expect(await payloadOf(1)).toMatchObject({ n: 1 });
});

test('vectors are updated and deleted by name, and what lacks one is never found by it', async () => {
  await server.client.updateVectors('titles', { points: [{ id: ada, vector: { facts: [100] } }] });
  const byFacts = async () =>
    (await server.client.query('titles', { query: [1], using: 'facts' })).points.map((hit) => hit.id);
  expect(await byFacts()).toEqual([ada, 1]);
  await server.client.deleteVectors('titles', { points: [1], vector: ['facts', 'terms'] });
  expect(await byFacts()).toEqual([ada]);
  const sparse = { query: { indices: [5], values: [1] }, using: 'terms' };
  expect((await server.client.query('titles', sparse)).points).toEqual([]);
  const [point] = await server.client.retrieve('titles', { ids: [ada], with_vector: true });
  expect(point?.vector).toEqual({ text: [1, 0], facts: [100] });
});

test('points are deleted by id and by filter, and their rows serve others', async () => {
  await server.client.delete('titles', { points: [1, 99] });
  await server.client.upsert('titles', { points: [{ id: 5, vector: { text: [0, 1] } }] });
  await server.client.delete('titles', { filter: { must: [{ key: 'name', match: { value: 'Ada' } }] } });
  expect((await server.client.scroll('titles')).points.map((point) => point.id)).toEqual([5]);
  const sparse = { query: { indices: [5], values: [1] }, using: 'terms' };
  expect((await server.client.query('titles', sparse)).points).toEqual([]);
});

test('a batch applies its writes in order', async () => {
  const results = await server.client.batchUpdate('titles', {
    wait: true,
    ordering: 'strong',
    operations: [
      { upsert: { points: [{ id: 3, vector: { facts: [1] }, payload: { n: 1 } }] } },
      { set_payload: { payload: { m: 2 }, points: [3] } },
      { delete_payload: { keys: ['n'], points: [3] } },
      { delete: { points: [1] } },
    ],
  });
  expect(results.map((result) => result.status)).toEqual(Array(4).fill('completed'));
  expect(await payloadOf(3)).toEqual({ m: 2 });
  expect(await payloadOf(1)).toBeUndefined();
});

test('vectors that do not fit are refused and nothing is stored', async () => {
  const upsert = (vector: Record<string, unknown>) =>
    server.request('PUT', '/collections/titles/points', {
      points: [
        { id: 3, vector: {} },
        { id: 4, vector },
      ],
    });
  const errors = async (vector: Record<string, unknown>) =>
    JSON.parse((await upsert(vector)).body).status.error;
  expect((await upsert({ text: [1, 2, 3] })).status).toBe(400);
  expect(await errors({ text: [1, 2, 3] })).toBe(
    'Wrong input: Vector dimension error: expected dim: 2, got 3',
  );
  expect(await errors({ plot: [1] })).toBe('Wrong input: Not existing vector name error: plot');
  expect((await upsert({ terms: { indices: [1, 1], values: [1, 1] } })).status).toBe(422);
  expect((await upsert({ text: [1, 'x'] })).status).toBe(400);
  expect(await payloadOf(3)).toBeUndefined();
});

test('a malformed id is 400 and says what ids are', async () => {
  expect(await refusal(server.client.retrieve('titles', { ids: ['abc'] }))).toEqual({
    status: 400,
    error:
      'Format error in JSON body: value abc is not a valid point ID, valid values are either an unsigned integer or a UUID',
  });
});
