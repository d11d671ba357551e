import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { refusal, TestServer } from './test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
beforeEach(() => server.emulator.reset());
afterAll(() => server.stop());

const titles = {
  vectors: {
    text: { size: 4, distance: 'Cosine' as const, on_disk: true },
    facts: { size: 2, distance: 'Dot' as const },
  },
  sparse_vectors: { terms: { modifier: 'idf' as const } },
  quantization_config: { scalar: { type: 'int8' as const, always_ram: true } },
  hnsw_config: { m: 32 },
};

test('says a version that the client takes', async () => {
  expect(await server.client.versionInfo()).toMatchObject({ version: '1.18.0' });
});

test('a created collection is listed, exists and is described', async () => {
  expect(await server.client.createCollection('titles', titles)).toBe(true);
  expect(await server.client.getCollections()).toEqual({ collections: [{ name: 'titles' }] });
  expect(await server.client.collectionExists('titles')).toEqual({ exists: true });
  expect(await server.client.getCollection('titles')).toMatchObject({
    status: 'green',
    points_count: 0,
    config: {
      params: { vectors: titles.vectors, sparse_vectors: titles.sparse_vectors },
      hnsw_config: { m: 32, ef_construct: 100 },
      quantization_config: titles.quantization_config,
    },
    payload_schema: {},
  });
});

test('a name is taken once', async () => {
  await server.client.createCollection('titles', titles);
  expect(await refusal(server.client.createCollection('titles', titles))).toEqual({
    status: 409,
    error: 'Wrong input: Collection `titles` already exists!',
  });
});

test('a dimension out of range is refused', async () => {
  const { status, error } = await refusal(
    server.client.createCollection('wide', { vectors: { size: 65_537, distance: 'Dot' } }),
  );
  expect(status).toBe(422);
  expect(error).toContain('vectors.size: value 65537 invalid, must be from 1 to 65536');
});

test('a deleted collection is gone with its points and aliases', async () => {
  await server.client.createCollection('titles', { vectors: { size: 2, distance: 'Dot' } });
  await server.client.upsert('titles', { points: [{ id: 1, vector: [1, 0] }] });
  await server.client.updateCollectionAliases({
    actions: [{ create_alias: { collection_name: 'titles', alias_name: 'current' } }],
  });
  expect(await server.client.deleteCollection('titles')).toBe(true);
  expect(await server.client.deleteCollection('titles')).toBe(false);
  expect(await server.client.getAliases()).toEqual({ aliases: [] });
  await server.client.createCollection('titles', { vectors: { size: 2, distance: 'Dot' } });
  expect(await server.client.count('titles')).toEqual({ count: 0 });
});

test('an unknown collection is 404 for every operation', async () => {
  const unknown = { status: 404, error: "Not found: Collection `none` doesn't exist!" };
  expect(await refusal(server.client.getCollection('none'))).toEqual(unknown);
  expect(await refusal(server.client.scroll('none'))).toEqual(unknown);
  expect(await refusal(server.client.upsert('none', { points: [] }))).toEqual(unknown);
  expect(await refusal(server.client.query('none', { query: [1] }))).toEqual(unknown);
});

test('an update changes what it names and keeps the rest', async () => {
  await server.client.createCollection('titles', titles);
  await server.client.updateCollection('titles', {
    vectors: { text: { on_disk: false } },
    optimizers_config: { indexing_threshold: 5 },
    quantization_config: 'Disabled',
  });
  await server.restart();
  expect(await server.client.getCollection('titles')).toMatchObject({
    config: {
      params: { vectors: { text: { size: 4, on_disk: false }, facts: { size: 2 } } },
      optimizer_config: { indexing_threshold: 5, deleted_threshold: 0.2 },
      hnsw_config: { m: 32 },
      quantization_config: null,
    },
  });
});

test('an alias stands for its collection and swaps at once', async () => {
  for (const [name, id] of [
    ['v1', 1],
    ['v2', 2],
  ] as const) {
    await server.client.createCollection(name, { vectors: { size: 1, distance: 'Dot' } });
    await server.client.upsert(name, { points: [{ id, vector: [1] }] });
  }
  const point = (target: string) => ({ create_alias: { collection_name: target, alias_name: 'live' } });
  await server.client.updateCollectionAliases({ actions: [point('v1')] });
  expect((await server.client.scroll('live')).points[0]?.id).toBe(1);
  await server.client.updateCollectionAliases({
    actions: [{ delete_alias: { alias_name: 'live' } }, point('v2')],
  });
  await server.restart();
  expect((await server.client.scroll('live')).points[0]?.id).toBe(2);
  expect(await server.client.getCollectionAliases('v2')).toEqual({
    aliases: [{ alias_name: 'live', collection_name: 'v2' }],
  });
  await server.client.updateCollectionAliases({
    actions: [{ rename_alias: { old_alias_name: 'live', new_alias_name: 'current' } }],
  });
  expect(await server.client.getAliases()).toEqual({
    aliases: [{ alias_name: 'current', collection_name: 'v2' }],
  });
});

test('of alias actions, one refused undoes all', async () => {
  await server.client.createCollection('v1', { vectors: { size: 1, distance: 'Dot' } });
  const actions = [
    { create_alias: { collection_name: 'v1', alias_name: 'live' } },
    { create_alias: { collection_name: 'v9', alias_name: 'next' } },
  ];
  expect(await refusal(server.client.updateCollectionAliases({ actions }))).toMatchObject({ status: 404 });
  expect(await server.client.getAliases()).toEqual({ aliases: [] });
});

test('payload indexes are described with how many points they hold', async () => {
  await server.client.createCollection('titles', { vectors: { size: 1, distance: 'Dot' } });
  await server.client.upsert('titles', {
    points: [
      { id: 1, vector: [1], payload: { genre: 'drama', plot: 'A man walks' } },
      { id: 2, vector: [1], payload: { plot: null } },
    ],
  });
  const index = (field_name: string, field_schema: 'keyword' | { type: 'text'; tokenizer: 'prefix' }) =>
    server.client.createPayloadIndex('titles', { field_name, field_schema, wait: true });
  expect(await index('genre', 'keyword')).toMatchObject({ status: 'completed' });
  await index('plot', { type: 'text', tokenizer: 'prefix' });
  expect((await server.client.getCollection('titles')).payload_schema).toEqual({
    genre: { data_type: 'keyword', points: 1 },
    plot: { data_type: 'text', params: { type: 'text', tokenizer: 'prefix' }, points: 1 },
  });
  await server.client.deletePayloadIndex('titles', 'genre');
  expect(Object.keys((await server.client.getCollection('titles')).payload_schema)).toEqual(['plot']);
});

test('an index of an unknown kind is refused', async () => {
  await server.client.createCollection('titles', { vectors: { size: 1, distance: 'Dot' } });
  const body = { field_name: 'genre', field_schema: 'colour' };
  expect(await server.request('PUT', '/collections/titles/index', body)).toMatchObject({ status: 400 });
});

test('a collection may have sparse vectors only', async () => {
  await server.client.createCollection('titles', { sparse_vectors: { terms: {} } });
  await server.client.upsert('titles', {
    points: [{ id: 1, vector: { terms: { indices: [1], values: [1] } } }],
  });
  const { points } = await server.client.query('titles', {
    query: { indices: [1], values: [2] },
    using: 'terms',
  });
  expect(points).toMatchObject([{ id: 1, score: 2 }]);
});

test('inverse document frequency can be switched on, of vectors that there are', async () => {
  await server.client.createCollection('titles', { sparse_vectors: { terms: {} } });
  await server.client.upsert('titles', {
    points: [{ id: 1, vector: { terms: { indices: [1], values: [1] } } }],
  });
  await server.client.updateCollection('titles', { sparse_vectors: { terms: { modifier: 'idf' } } });
  const { points } = await server.client.query('titles', {
    query: { indices: [1], values: [2] },
    using: 'terms',
  });
  expect(points[0]?.score).toBeCloseTo(2 * Math.log(0.5 / 1.5 + 1), 5);
  const unknown = server.client.updateCollection('titles', { sparse_vectors: { constructor: {} } });
  expect(await refusal(unknown)).toMatchObject({ status: 422 });
});
