import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseFilter } from './filter-parser.js';
import type { Payload } from './json-path.js';
import { matchesFilter } from './matcher.js';
import { parseFieldSchema } from './payload-indexes.js';
import { refusal, TestServer } from './test-server.js';

type Filter = NonNullable<Parameters<TestServer['client']['count']>[1]>['filter'];

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

async function store(payloads: Payload[], indexes: Record<string, unknown>): Promise<void> {
  await server.emulator.reset();
  await server.client.createCollection('titles', { vectors: { text: { size: 1, distance: 'Dot' } } });
  await server.client.upsert('titles', {
    points: payloads.map((payload, i) => ({ id: i, vector: i % 2 === 0 ? { text: [1] } : {}, payload })),
  });
  for (const [field_name, schema] of Object.entries(indexes)) {
    await server.client.createPayloadIndex('titles', { field_name, field_schema: parseFieldSchema(schema) });
  }
}

async function found(filter: Filter): Promise<unknown[]> {
  const { points } = await server.client.scroll('titles', { limit: 1_000, ...(filter ? { filter } : {}) });
  return points.map((point) => point.id);
}

const cases: [name: string, filter: Filter, ids: number[]][] = [
  ['match value in an array', { must: { key: 'genre', match: { value: 'drama' } } }, [0, 1]],
  ['match value of a number', { must: [{ key: 'year', match: { value: 1990 } }] }, [0]],
  ['match any', { must: [{ key: 'genre', match: { any: ['war', 'comedy'] } }] }, [0, 2]],
  ['match except: another value will do', { must: [{ key: 'genre', match: { except: ['drama'] } }] }, [0, 2]],
  ['range', { must: [{ key: 'year', range: { gt: 1990, lte: 2005 } }] }, [1, 2]],
  ['range of instants', { must: [{ key: 'at', range: { gte: '2020-01-01T01:00:00+01:00' } }] }, [1]],
  ['values count', { must: [{ key: 'genre', values_count: { gte: 2 } }] }, [0]],
  ['is empty', { must: [{ is_empty: { key: 'genre' } }] }, [3, 4, 5]],
  ['is null', { must: [{ is_null: { key: 'genre' } }] }, [4]],
  ['is null of a field that is not there', { must: [{ key: 'genre', is_null: false }] }, [0, 1, 2, 3, 5]],
  ['has id', { must: [{ has_id: [5, 1, 99] }] }, [1, 5]],
  ['has vector', { must: [{ has_vector: 'text' }], must_not: [{ has_id: [0] }] }, [2, 4]],
  ['should', { should: [{ has_id: [3] }, { key: 'year', match: { value: 2005 } }] }, [2, 3]],
  ['a filter in a filter', { must: [{ should: [{ has_id: [3] }, { has_id: [4] }] }] }, [3, 4]],
  [
    'min should',
    {
      min_should: {
        conditions: [{ has_id: [1, 2] }, { key: 'year', range: { gte: 2005 } }, { has_id: [2, 3] }],
        min_count: 2,
      },
    },
    [2],
  ],
  ['a path through an object', { must: [{ key: 'a.b', match: { value: 1 } }] }, [3]],
  ['a path through an array', { must: [{ key: 'cast[].name', match: { value: 'Eva' } }] }, [2]],
  [
    'nested: one element fulfils all',
    {
      must: [
        {
          nested: {
            key: 'cast',
            filter: {
              must: [
                { key: 'name', match: { value: 'Eva' } },
                { key: 'age', range: { lt: 30 } },
              ],
            },
          },
        },
      ],
    },
    [],
  ],
  [
    'nested: a part of the array',
    { must: [{ nested: { key: 'cast', filter: { must_not: [{ key: 'name', match: { value: 'Eva' } }] } } }] },
    [2],
  ],
];

describe.each([
  ['without indexes', {}],
  [
    'with indexes',
    { genre: 'keyword', year: 'integer', at: 'datetime', 'a.b': 'integer', 'cast[].name': 'keyword' },
  ],
])('%s', (_, indexes) => {
  beforeAll(() =>
    store(
      [
        { genre: ['drama', 'war'], year: 1990, at: '2019-12-31' },
        { genre: 'drama', year: 2001, at: '2020-01-01T00:00:00Z' },
        {
          genre: ['comedy'],
          year: 2005,
          cast: [
            { name: 'Eva', age: 40 },
            { name: 'Max', age: 20 },
          ],
        },
        { a: { b: 1 } },
        { genre: null },
        { genre: [] },
      ],
      indexes,
    ),
  );

  test.each(cases)('%s', async (_, filter, ids) => {
    expect(await found(filter)).toEqual(ids);
  });
});

describe('text', () => {
  const texts = ['The Quick brown fox', 'quick as a Ünder-dog', 'slow brown bear', '東京物語 とても良い'];
  const stored = (tokenizer: string, more: Payload = {}) =>
    store(
      texts.map((plot) => ({ plot })),
      { plot: { type: 'text', tokenizer, ...more } },
    );
  const byText = (match: { text: string } | { text_any: string } | { phrase: string }) =>
    found({ must: [{ key: 'plot', match }] });

  test('without an index the text is sought as it stands', async () => {
    await store(
      texts.map((plot) => ({ plot })),
      {},
    );
    expect(await byText({ text: 'Quick b' })).toEqual([0]);
    expect(await byText({ text: 'brown quick' })).toEqual([]);
  });

  test('words: all, any, and in sequence', async () => {
    await stored('word', { phrase_matching: true });
    expect(await byText({ text: 'BROWN quick' })).toEqual([0]);
    expect(await byText({ text: 'dog under' })).toEqual([]);
    expect(await byText({ text: 'dog ünder' })).toEqual([1]);
    expect(await byText({ text_any: 'bear fox' })).toEqual([0, 2]);
    expect(await byText({ phrase: 'quick brown' })).toEqual([0]);
    expect(await byText({ phrase: 'brown quick' })).toEqual([]);
    expect(await byText({ text: '' })).toEqual([]);
  });

  test('case is kept where asked, marks fall where asked', async () => {
    await stored('word', { lowercase: false, ascii_folding: true });
    expect(await byText({ text: 'quick' })).toEqual([1]);
    expect(await byText({ text: 'Under' })).toEqual([1]);
  });

  test('prefixes from the shortest to the longest length', async () => {
    await stored('prefix', { min_token_len: 2, max_token_len: 4 });
    expect(await byText({ text: 'qu br' })).toEqual([0]);
    expect(await byText({ text: 'brow' })).toEqual([0, 2]);
    expect(await byText({ text: 'b' })).toEqual([]);
  });

  test('whitespace keeps what is joined, multilingual cuts what is not spaced', async () => {
    await stored('whitespace');
    expect(await byText({ text: 'ünder-dog' })).toEqual([1]);
    expect(await byText({ text: 'dog' })).toEqual([]);
    await stored('multilingual');
    expect(await byText({ text: '東京' })).toEqual([3]);
  });
});

test('a malformed filter is 400 and says where', async () => {
  await store([], {});
  const count = (filter: unknown) =>
    refusal(server.client.count('titles', { filter: filter as NonNullable<Filter> }));
  expect((await count({ mus: [] })).error).toContain('unknown field `mus`');
  expect(await count({ must: [{ key: 'a' }] })).toMatchObject({ status: 422 });
  expect(await count({ must: [{ key: 'a', match: { value: 1.5 } }] })).toMatchObject({ status: 400 });
  expect(await count({ must: [{ key: 'a', range: { gt: 'soon' } }] })).toMatchObject({ status: 400 });
  expect(await count({ must: [{ key: 'a..b', match: { value: 1 } }] })).toMatchObject({ status: 400 });
  expect(await count({ must: [{ key: 'a', geo_radius: {} }] })).toMatchObject({ status: 400 });
});

describe('law', () => {
  const words = ['red', 'blue', 'red car', 'blue car', 'green'];
  const word = fc.constantFrom(...words);
  const small = fc.integer({ min: 0, max: 4 });
  const instant = small.map((day) => `2020-01-0${day + 1}T00:00:00Z`);
  const oneOrMore = <T>(value: fc.Arbitrary<T>) =>
    fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.constant(null));
  const member = fc.record({ name: oneOrMore(word), age: small, home: word }, { requiredKeys: [] });
  const payload = fc.record(
    {
      cast: fc.oneof({ weight: 4, arbitrary: fc.array(member, { maxLength: 3 }) }, oneOrMore(word)),
      colour: oneOrMore(word),
      count: oneOrMore(small),
      ratio: oneOrMore(fc.constantFrom(0.5, 1.5, 2)),
      at: oneOrMore(instant),
      flag: oneOrMore(fc.boolean()),
      plot: oneOrMore(word),
      free: oneOrMore(word),
    },
    { requiredKeys: [] },
  );
  const bounds = <T>(value: fc.Arbitrary<T>) => fc.record({ gte: value, lt: value }, { requiredKeys: [] });
  const condition = fc.oneof(
    fc.record({ key: fc.constantFrom('colour', 'free'), match: word.map((value) => ({ value })) }),
    fc.record({ key: fc.constantFrom('colour', 'free'), match: fc.array(word).map((any) => ({ any })) }),
    fc.record({
      key: fc.constantFrom('colour'),
      match: fc.array(word, { minLength: 1 }).map((except) => ({ except })),
    }),
    fc.record({ key: fc.constant('count'), match: small.map((value) => ({ value })) }),
    fc.record({ key: fc.constantFrom('count', 'ratio'), range: bounds(small) }),
    fc.record({ key: fc.constant('at'), range: fc.record({ gte: instant }) }),
    fc.record({ key: fc.constant('flag'), match: fc.boolean().map((value) => ({ value })) }),
    fc.record({
      key: fc.constant('plot'),
      match: fc.constantFrom({ text: 'car red' }, { text_any: 'green car' }),
    }),
    fc.constantFrom('colour', 'count', 'free').map((key) => ({ is_empty: { key } })),
    fc.constantFrom('colour', 'count', 'free').map((key) => ({ is_null: { key } })),
    fc.array(fc.nat(19)).map((has_id) => ({ has_id })),
    fc.constant({ has_vector: 'text' }),
  );
  const ofMember = fc.oneof(
    fc.record({ key: fc.constantFrom('name', 'home'), match: word.map((value) => ({ value })) }),
    fc.record({ key: fc.constant('age'), range: bounds(small) }),
    fc.constantFrom('name', 'age').map((key) => ({ is_empty: { key } })),
    fc.array(fc.nat(19)).map((has_id) => ({ has_id })),
    fc.constant({ has_vector: 'text' }),
  );
  const nested = fc
    .record(
      {
        must: fc.array(ofMember, { maxLength: 2 }),
        must_not: fc.array(ofMember, { maxLength: 2 }),
        should: fc.array(ofMember, { maxLength: 2 }),
      },
      { requiredKeys: [] },
    )
    .map((filter) => ({ nested: { key: 'cast', filter } }));
  const { filter } = fc.letrec<{ filter: Payload; condition: unknown }>((tie) => ({
    condition: fc.oneof({ depthSize: 'small', maxDepth: 2 }, condition, nested, tie('filter')),
    filter: fc.record(
      {
        must: fc.array(tie('condition'), { maxLength: 2 }),
        must_not: fc.array(tie('condition'), { maxLength: 2 }),
        should: fc.array(tie('condition'), { maxLength: 3 }),
        min_should: fc.record({
          conditions: fc.array(tie('condition'), { maxLength: 3 }),
          min_count: fc.integer({ min: 0, max: 2 }),
        }),
      },
      { requiredKeys: [] },
    ),
  }));
  const plotIndex = { type: 'text', tokenizer: 'word' } as const;
  const indexes = {
    colour: 'keyword',
    count: 'integer',
    ratio: 'float',
    at: 'datetime',
    flag: 'bool',
    plot: plotIndex,
    'cast[].name': 'keyword',
    'cast[].age': 'integer',
  };

  beforeEach(() => server.emulator.reset());

  test('indexes find what a look at every point finds, after writes of every kind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(payload, { minLength: 1, maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(19), payload), { maxLength: 10 }),
        fc.array(fc.nat(19), { maxLength: 5 }),
        fc.array(filter, { minLength: 5, maxLength: 5 }),
        async (first, later, deleted, filters) => {
          await store(first, indexes);
          const truth = new Map(
            first.map((stored, i) => [i, { stored: stored as Payload, has: i % 2 === 0 }]),
          );
          for (const [id, stored] of later) {
            await server.client.upsert('titles', {
              points: [{ id, vector: { text: [1] }, payload: stored }],
            });
            truth.set(id, { stored, has: true });
          }
          await server.client.delete('titles', { points: deleted, wait: true });
          for (const id of deleted) truth.delete(id);
          for (const asked of filters) {
            const parsed = parseFilter(asked);
            const expected = [...truth].filter(([id, { stored, has }]) => {
              const textParams = (field: string) => (field === 'plot' ? plotIndex : undefined);
              const point = { id, payload: stored, hasVector: () => has, textParams };
              return !parsed || matchesFilter(parsed, point);
            });
            const ids = expected.map(([id]) => id).sort((a, b) => a - b);
            expect(await found(asked as NonNullable<Filter>)).toEqual(ids);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
