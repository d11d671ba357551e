import {
  AggregateField,
  FieldPath,
  Filter,
  type Firestore,
  type Query,
  type WhereFilterOp,
} from '@google-cloud/firestore';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestFirestore } from './testing.js';

let suite: TestFirestore;
let db: Firestore;

beforeAll(async () => {
  suite = await TestFirestore.start();
  db = suite.client();
});

afterAll(() => suite.stop());

async function ids(query: Query): Promise<string[]> {
  return (await query.get()).docs.map(({ id }) => id);
}

async function fill(collection: string, documents: Record<string, object>): Promise<void> {
  const batch = db.batch();
  for (const [id, data] of Object.entries(documents)) batch.set(db.doc(`${collection}/${id}`), data);
  await batch.commit();
}

describe('filters', () => {
  beforeAll(() =>
    fill('values', {
      null: { v: null },
      false: { v: false },
      nan: { v: Number.NaN },
      one: { v: 1 },
      oneAndHalf: { v: 1.5 },
      text: { v: 'a' },
      list: { v: [1, 2] },
      nulls: { v: [null] },
      map: { v: { a: 1 } },
      without: { z: 1 },
    }),
  );

  // Answers of Google's own emulator.
  const cases: [WhereFilterOp, unknown, string[]][] = [
    ['==', 1, ['one']],
    ['==', null, ['null']],
    ['==', Number.NaN, ['nan']],
    ['!=', 1, ['false', 'nan', 'oneAndHalf', 'text', 'nulls', 'list', 'map']],
    ['!=', null, ['false', 'nan', 'one', 'oneAndHalf', 'text', 'nulls', 'list', 'map']],
    ['!=', Number.NaN, ['false', 'one', 'oneAndHalf', 'text', 'nulls', 'list', 'map']],
    ['>', 1, ['oneAndHalf']],
    ['<', true, ['false']],
    ['>=', [1], ['list']],
    ['in', [null, 1], ['one']],
    ['in', [Number.NaN, 1], ['one']],
    ['not-in', [1], ['false', 'nan', 'oneAndHalf', 'text', 'nulls', 'list', 'map']],
    ['not-in', [Number.NaN, 1], ['false', 'nan', 'oneAndHalf', 'text', 'nulls', 'list', 'map']],
    ['not-in', [null, 1], []],
    ['array-contains', 2, ['list']],
    ['array-contains-any', [2, null], ['list']],
  ];
  it.each(cases)('v %s %j', async (operator, operand, expected) => {
    expect(await ids(db.collection('values').where('v', operator, operand))).toEqual(expected);
  });

  it('on the document name give ranges and single documents', async () => {
    const values = db.collection('values');
    const name = FieldPath.documentId();
    expect(await ids(values.where(name, '==', 'one'))).toEqual(['one']);
    expect(await ids(values.where(name, 'in', ['text', 'none', 'one']))).toEqual(['one', 'text']);
    expect(await ids(values.where(name, '>', 'one').where(name, '<=', 'text'))).toEqual([
      'oneAndHalf',
      'text',
    ]);
    expect(await ids(values.where(name, '>=', 'text').orderBy(name, 'desc'))).toEqual(['without', 'text']);
    expect(await ids(values.where(name, '!=', 'one').orderBy(name, 'desc').limit(2))).toEqual([
      'without',
      'text',
    ]);
  });

  it('combine with and, or', async () => {
    const either = Filter.or(
      Filter.where('v', '==', 'a'),
      Filter.and(Filter.where('v', '>', 0), Filter.where('v', '<', 1.2)),
      Filter.where('z', '==', 1),
    );
    expect(await ids(db.collection('values').where(either).orderBy('v'))).toEqual(['one', 'text']);
  });
});

it('a query that Firestore refuses fails with INVALID_ARGUMENT, at once', async () => {
  const tooMany = Array.from({ length: 31 }, (_, n) => n);
  await expect(db.collection('values').where('v', 'in', tooMany).get()).rejects.toMatchObject({ code: 3 });
}, 3_000);

describe('results', () => {
  beforeAll(() =>
    fill('titles', {
      a: { year: 1990, rank: 2, name: { en: 'A', fr: 'Â' } },
      b: { year: 1990, rank: 1 },
      c: { year: 2000, rank: 3 },
      d: { year: 2010 },
      e: { rank: 4 },
    }),
  );

  it('leave out documents that lack a field they are ordered by', async () => {
    expect(await ids(db.collection('titles').orderBy('year').orderBy('rank', 'desc'))).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(await ids(db.collection('titles').where('year', '>', 1995).orderBy('rank'))).toEqual(['c']);
  });

  it('follow the last direction down to the document name', async () => {
    expect(await ids(db.collection('titles').orderBy('year', 'desc'))).toEqual(['d', 'c', 'b', 'a']);
  });

  it('start and end at values or documents', async () => {
    const byYear = db.collection('titles').orderBy('year');
    expect(await ids(byYear.startAt(1990).endBefore(2010))).toEqual(['a', 'b', 'c']);
    expect(await ids(byYear.startAfter(1990).endAt(2010))).toEqual(['c', 'd']);
    const a = await db.doc('titles/a').get();
    expect(await ids(byYear.startAfter(a).limit(2))).toEqual(['b', 'c']);
    expect(await ids(byYear.endBefore(a))).toEqual([]);
    expect(
      await ids(db.collection('titles').orderBy(FieldPath.documentId()).startAfter('b').endAt('d')),
    ).toEqual(['c', 'd']);
    expect(
      await ids(db.collection('titles').orderBy(FieldPath.documentId(), 'desc').startAt('c').endBefore('a')),
    ).toEqual(['c', 'b']);
  });

  it('are cut from either end and skipped', async () => {
    const byYear = db.collection('titles').orderBy('year');
    expect(await ids(byYear.limitToLast(2))).toEqual(['c', 'd']);
    expect(await ids(byYear.offset(1).limit(2))).toEqual(['b', 'c']);
  });

  it('hold the selected fields only', async () => {
    const { docs } = await db.collection('titles').where('rank', '==', 2).select('year', 'name.en').get();
    expect(docs.map((doc) => doc.data())).toEqual([{ year: 1990, name: { en: 'A' } }]);
    const none = await db.collection('titles').where('rank', '==', 2).select().get();
    expect(none.docs.map((doc) => doc.data())).toEqual([{}]);
  });

  it('come from every collection of one id, below the root', async () => {
    await fill('places/p1/rooms', { r1: { size: 2 } });
    await fill('places/p1-x/rooms', { r2: { size: 1 } });
    await fill('places/p1/rooms/r1/parts', { r3: { size: 3 } });
    expect(await ids(db.collectionGroup('rooms'))).toEqual(['r1', 'r2']);
    expect(await ids(db.collectionGroup('rooms').orderBy('size'))).toEqual(['r2', 'r1']);
    expect(await ids(db.collection('places/p1/rooms'))).toEqual(['r1']);
  });

  it('are counted, summed and averaged', async () => {
    const titles = db.collection('titles');
    expect((await titles.count().get()).data()).toEqual({ count: 5 });
    expect((await titles.limit(3).count().get()).data()).toEqual({ count: 3 });
    const aggregates = { sum: AggregateField.sum('rank'), average: AggregateField.average('rank') };
    expect((await titles.aggregate(aggregates).get()).data()).toEqual({ sum: 10, average: 2.5 });
    const nothing = titles.where('year', '==', 1);
    expect((await nothing.aggregate(aggregates).get()).data()).toEqual({ sum: 0, average: null });
  });

  it('are divided into partitions that together hold everything once', async () => {
    await fill('shares', Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`p${n}`, { n }])));
    const seen: string[] = [];
    let partitions = 0;
    for await (const partition of db.collectionGroup('shares').getPartitions(4)) {
      seen.push(...(await ids(partition.toQuery())));
      partitions++;
    }
    expect(partitions).toBe(4);
    expect(new Set(seen).size).toBe(20);
    expect(seen.length).toBe(20);
  });
});

describe('any query', () => {
  interface Row {
    x?: number;
    y?: number;
    tags: number[];
  }
  interface Shape {
    filters: { field: 'x' | 'y'; operator: '==' | '<' | '<=' | '>' | '>='; operand: number }[];
    tag: number | undefined;
    orders: { field: 'x' | 'y'; direction: 'asc' | 'desc' }[];
    limit: number | undefined;
    offset: number;
  }
  const small = fc.integer({ min: 0, max: 4 });
  const field = fc.constantFrom('x' as const, 'y' as const);
  const row: fc.Arbitrary<Row> = fc.record(
    { x: small, y: small, tags: fc.array(small, { maxLength: 2 }) },
    { requiredKeys: ['tags'] },
  );
  const shape: fc.Arbitrary<Shape> = fc.record({
    filters: fc.array(
      fc.record({
        field,
        operator: fc.constantFrom('==' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
        operand: small,
      }),
      { maxLength: 3 },
    ),
    tag: fc.option(small, { nil: undefined }),
    orders: fc.uniqueArray(
      fc.record({ field, direction: fc.constantFrom('asc' as const, 'desc' as const) }),
      {
        maxLength: 2,
        selector: (order) => order.field,
      },
    ),
    limit: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    offset: fc.nat(2),
  });

  function asked(query: Query, { filters, tag, orders, limit, offset }: Shape): Query {
    let asked = query.offset(offset);
    for (const { field, operator, operand } of filters) asked = asked.where(field, operator, operand);
    if (tag !== undefined) asked = asked.where('tags', 'array-contains', tag);
    for (const { field, direction } of orders) asked = asked.orderBy(field, direction);
    return limit === undefined ? asked : asked.limit(limit);
  }

  const passes = {
    '==': (a: number, b: number) => a === b,
    '<': (a: number, b: number) => a < b,
    '<=': (a: number, b: number) => a <= b,
    '>': (a: number, b: number) => a > b,
    '>=': (a: number, b: number) => a >= b,
  };

  function expected(rows: Row[], { filters, tag, orders, limit, offset }: Shape): string[] {
    const implied = ['x' as const, 'y' as const].filter(
      (name) =>
        filters.some((filter) => filter.field === name && filter.operator !== '==') &&
        !orders.some((order) => order.field === name),
    );
    const direction = orders.at(-1)?.direction ?? 'asc';
    const all = [...orders, ...implied.map((field) => ({ field, direction }))];
    const named = rows.map((row, index) => ({ row, id: `r${index}` }));
    const found = named.filter(
      ({ row }) =>
        filters.every(({ field, operator, operand }) => {
          const value = row[field];
          return value !== undefined && passes[operator](value, operand);
        }) &&
        (tag === undefined || row.tags.includes(tag)) &&
        all.every((order) => row[order.field] !== undefined),
    );
    found.sort((a, b) => {
      for (const order of all) {
        const difference = (a.row[order.field] ?? 0) - (b.row[order.field] ?? 0);
        if (difference !== 0) return order.direction === 'desc' ? -difference : difference;
      }
      return (a.id < b.id ? -1 : 1) * (direction === 'desc' ? -1 : 1);
    });
    return found.slice(offset, limit === undefined ? undefined : offset + limit).map(({ id }) => id);
  }

  it('answers what a filter over all documents would', async () => {
    let collection = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 9 }),
        fc.array(shape, { minLength: 3, maxLength: 3 }),
        async (rows, shapes) => {
          const name = `generated-${collection++}`;
          await fill(name, Object.fromEntries(rows.map((row, index) => [`r${index}`, row])));
          for (const shape of shapes) {
            expect(await ids(asked(db.collection(name), shape))).toEqual(expected(rows, shape));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
