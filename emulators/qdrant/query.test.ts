import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusal, TestServer } from './test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
  await server.client.createCollection('titles', {
    vectors: { text: { size: 2, distance: 'Cosine' }, place: { size: 2, distance: 'Euclid' } },
    sparse_vectors: { terms: { modifier: 'idf' }, raw: {} },
  });
  for (const [field_name, field_schema] of [
    ['genre', 'keyword'],
    ['year', 'integer'],
    ['released', 'datetime'],
    ['adult', 'bool'],
    ['rating', 'float'],
  ] as const) {
    await server.client.createPayloadIndex('titles', { field_name, field_schema, wait: true });
  }
  const vectors = [
    { text: [1, 0], place: [0, 0], terms: { indices: [1, 2], values: [1, 1] } },
    { text: [1, 1], place: [3, 4], terms: { indices: [1], values: [2] }, raw: { indices: [1], values: [2] } },
    { text: [0, 1], place: [0, 1], terms: { indices: [3], values: [1] }, raw: { indices: [2], values: [1] } },
    { text: [-1, 0], place: [6, 8] },
  ];
  const payloads = [
    { genre: ['drama', 'war'], year: 1990, released: '1990-05-01T00:00:00Z', adult: false, rating: 7.5 },
    { genre: ['drama'], year: 2001, released: '2001-01-01', adult: false, rating: 6 },
    { genre: ['comedy'], year: 1990, released: '1990-01-01T12:00:00+02:00', adult: true, rating: 8 },
    { year: 2010 },
  ];
  await server.client.upsert('titles', {
    points: vectors.map((vector, i) => ({ id: i + 1, vector, payload: payloads[i] ?? {} })),
  });
});
afterAll(() => server.stop());

type Query = Parameters<typeof server.client.query>[1];

async function ids(query: Query) {
  return (await server.client.query('titles', query)).points.map((point) => point.id);
}

async function scores(query: Query) {
  const { points } = await server.client.query('titles', query);
  return points.map((point) => [point.id, Number(point.score.toFixed(4))]);
}

test('cosine: the closest first, with their scores', async () => {
  expect(await scores({ query: [2, 0], using: 'text' })).toEqual([
    [1, 1],
    [2, 0.7071],
    [3, 0],
    [4, -1],
  ]);
});

test('euclid: the score is the distance, the smallest first', async () => {
  expect(await scores({ query: [0, 0], using: 'place', score_threshold: 6 })).toEqual([
    [1, 0],
    [3, 1],
    [2, 5],
  ]);
});

test('limit, offset, threshold and filter cut the list', async () => {
  const query = { query: [1, 0], using: 'text' };
  expect(await ids({ ...query, limit: 2, offset: 1 })).toEqual([2, 3]);
  expect(await ids({ ...query, score_threshold: 0.5 })).toEqual([1, 2]);
  expect(await ids({ ...query, filter: { must: [{ key: 'year', match: { value: 1990 } }] } })).toEqual([
    1, 3,
  ]);
});

test('an answer holds version, and payload and vectors when asked', async () => {
  const { points } = await server.client.query('titles', {
    query: [1, 0],
    using: 'text',
    limit: 1,
    with_payload: ['year'],
    with_vector: ['place'],
    params: { exact: true, hnsw_ef: 64, quantization: { rescore: true } },
  });
  expect(points).toEqual([
    { id: 1, version: expect.any(Number), score: 1, payload: { year: 1990 }, vector: { place: [0, 0] } },
  ]);
});

test('sparse: inverse document frequency over the points having the vector', async () => {
  const idf = (frequency: number) => Math.log((3 - frequency + 0.5) / (frequency + 0.5) + 1);
  expect(await scores({ query: { indices: [1, 2], values: [1, 1] }, using: 'terms' })).toEqual([
    [1, Number((idf(2) + idf(1)).toFixed(4))],
    [2, Number((2 * idf(2)).toFixed(4))],
  ]);
  expect(await scores({ query: { indices: [1, 2], values: [1, 1] }, using: 'raw' })).toEqual([
    [2, 2],
    [3, 1],
  ]);
});

test('nearest to a point leaves the point itself out', async () => {
  expect(await ids({ query: 1, using: 'text' })).toEqual([2, 3, 4]);
  expect(await refusal(server.client.query('titles', { query: 77, using: 'text' }))).toEqual({
    status: 404,
    error: 'Not found: No point with id 77 found',
  });
  expect(await refusal(server.client.query('titles', { query: 4, using: 'terms' }))).toMatchObject({
    status: 404,
  });
});

test('recommends by the mean of the liked, away from the disliked', async () => {
  const recommend = { positive: [1], negative: [[0, 1]] };
  // 2 x (1, 0) - (0, 1), of length one, against points 2, 3 and 4.
  expect(await scores({ query: { recommend }, using: 'text' })).toEqual([
    [2, 0.3162],
    [3, -0.4472],
    [4, -0.8944],
  ]);
});

test('fusion: reciprocal ranks with the default of the product', async () => {
  const prefetch = [
    { query: [1, 0], using: 'text', limit: 2 },
    { query: [0, 1], using: 'text', limit: 2 },
  ];
  // Lists 1, 2 and 3, 2: places 0 and 1 score 1/2 and 1/3.
  expect(await scores({ prefetch, query: { fusion: 'rrf' } })).toEqual([
    [2, 0.6667],
    [1, 0.5],
    [3, 0.5],
  ]);
  expect(await scores({ prefetch, query: { rrf: { k: 60, weights: [1, 3] } }, limit: 1 })).toEqual([
    [2, Number((1 / 61 + 1 / (2 / 3 + 59)).toFixed(4))],
  ]);
});

test('fusion: scores by their distribution', async () => {
  const prefetch = [{ query: [1, 0], using: 'text', limit: 2 }];
  // Two scores lie one standard deviation over the square root of two from their mean.
  const off = 1 / (6 * Math.SQRT2);
  expect(await scores({ prefetch, query: { fusion: 'dbsf' } })).toEqual([
    [1, Number((0.5 + off).toFixed(4))],
    [2, Number((0.5 - off).toFixed(4))],
  ]);
});

test('a query over a prefetch ranks only what that found, and its filter binds the prefetch', async () => {
  const prefetch = { query: [1, 0], using: 'text', limit: 2 };
  expect(await ids({ prefetch, query: [0, 1], using: 'text' })).toEqual([2, 1]);
  const filter = { must_not: [{ has_id: [1] }] };
  expect(await ids({ prefetch, query: [0, 1], using: 'text', filter })).toEqual([3, 2]);
  expect(await refusal(server.client.query('titles', { prefetch }))).toMatchObject({
    status: 400,
    error: expect.stringContaining('A query is needed to merge the prefetches'),
  });
});

test('a query may order by a field', async () => {
  const { points } = await server.client.query('titles', {
    query: { order_by: { key: 'year', direction: 'desc' } },
    limit: 2,
  });
  expect(points.map((point) => [point.id, point.order_value])).toEqual([
    [4, 2010],
    [2, 2001],
  ]);
});

test('without a query, points come in the order of their ids', async () => {
  expect(await ids({ limit: 3 })).toEqual([1, 2, 3]);
});

test('a batch answers each search in its place', async () => {
  const filter = { must: [{ key: 'genre', match: { value: 'drama' } }] };
  const answers = await server.client.queryBatch('titles', {
    searches: [
      { query: [1, 0], using: 'text', filter, limit: 100 },
      { query: { indices: [3, 1], values: [1, 1] }, using: 'terms', filter, limit: 100 },
    ],
  });
  expect(answers.map((answer) => answer.points.map((point) => point.id))).toEqual([
    [1, 2],
    [2, 1],
  ]);
});

test('groups hold the best of the best values', async () => {
  const { groups } = await server.client.queryGroups('titles', {
    query: [1, 0],
    using: 'text',
    group_by: 'genre',
    group_size: 1,
    limit: 2,
  });
  expect(groups.map((group) => [group.id, group.hits.map((hit) => hit.id)])).toEqual([
    ['drama', [1]],
    ['war', [1]],
  ]);
});

test('facets count the points of each value', async () => {
  expect((await server.client.facet('titles', { key: 'genre' })).hits).toEqual([
    { value: 'drama', count: 2 },
    { value: 'comedy', count: 1 },
    { value: 'war', count: 1 },
  ]);
  const filter = { must: [{ key: 'genre', match: { any: ['drama', 'comedy'] } }] };
  expect((await server.client.facet('titles', { key: 'year', filter, limit: 1 })).hits).toEqual([
    { value: 1990, count: 2 },
  ]);
  expect((await server.client.facet('titles', { key: 'adult' })).hits).toEqual([
    { value: false, count: 2 },
    { value: true, count: 1 },
  ]);
});

test('a facet or an order without a fitting index is 400', async () => {
  expect(await refusal(server.client.facet('titles', { key: 'rating' }))).toEqual({
    status: 400,
    error: expect.stringContaining('No appropriate index for faceting: `rating`'),
  });
  expect(await refusal(server.client.scroll('titles', { order_by: 'genre' }))).toEqual({
    status: 400,
    error: expect.stringContaining('No range index for `order_by` key: `genre`'),
  });
});

test('a scroll may be ordered by a field from a value on, but then has no offset', async () => {
  const page = await server.client.scroll('titles', {
    order_by: { key: 'released', direction: 'desc', start_from: '1999-12-31T00:00:00Z' },
  });
  expect(page.points.map((point) => [point.id, point.order_value])).toEqual([
    [1, Date.parse('1990-05-01') * 1_000],
    [3, Date.parse('1990-01-01T10:00:00Z') * 1_000],
  ]);
  expect(page.next_page_offset).toBeNull();
  const both = server.client.scroll('titles', { order_by: 'year', offset: 2 });
  expect(await refusal(both)).toMatchObject({ status: 400 });
});

test('what does not fit the collection is refused', async () => {
  expect(await refusal(server.client.query('titles', { query: [1, 2, 3], using: 'text' }))).toEqual({
    status: 400,
    error: 'Wrong input: Vector dimension error: expected dim: 2, got 3',
  });
  expect(await refusal(server.client.query('titles', { query: [1], using: 'plot' }))).toEqual({
    status: 400,
    error: 'Wrong input: Not existing vector name error: plot',
  });
  expect(await refusal(server.client.query('titles', { query: [1, 0], using: 'text', limit: 0 }))).toEqual({
    status: 422,
    error: 'Validation error in JSON body: [limit: value 0 invalid, must be 1 or larger]',
  });
  expect(
    await refusal(server.client.query('titles', { query: { indices: [1], values: [1] }, using: 'text' })),
  ).toMatchObject({ status: 400 });
  expect(await refusal(server.client.query('titles', { query: { formula: 'year' } }))).toEqual({
    status: 400,
    error: expect.stringContaining('is not served by this emulator'),
  });
});
