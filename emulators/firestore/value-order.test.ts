import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue, type Value } from './value.js';
import { comparePaths, compareText, compareValues } from './value-order.js';

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constant<Value>({ kind: 'null' }),
  fc.boolean().map((value): Value => ({ kind: 'boolean', value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Value => ({ kind: 'integer', value })),
  fc.integer({ min: -3, max: 3 }).map((value): Value => ({ kind: 'integer', value: BigInt(value) })),
  fc.double().map((value): Value => ({ kind: 'double', value })),
  fc.integer({ min: -3, max: 3 }).map((value): Value => ({ kind: 'double', value })),
  fc.record({
    kind: fc.constant('timestamp' as const),
    seconds: fc.integer(),
    nanos: fc.nat(999_999).map((n) => n * 1_000),
  }),
  fc.string({ unit: 'binary', maxLength: 4 }).map((value): Value => ({ kind: 'string', value })),
  fc.uint8Array({ maxLength: 4 }).map((value): Value => ({ kind: 'bytes', value: Buffer.from(value) })),
  fc.constantFrom('c/a', 'c/b', 'c/a/d/a', 'c-/a').map((value): Value => ({ kind: 'reference', value })),
  fc.record({
    kind: fc.constant('geopoint' as const),
    latitude: fc.integer({ min: -90, max: 90 }),
    longitude: fc.integer({ min: -180, max: 180 }),
  }),
);

const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }).map((values): Value => ({ kind: 'array', values })),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'é'), tie('value')), {
        maxLength: 3,
        selector: ([key]) => key,
      })
      .map((entries): Value => ({ kind: 'map', fields: new Map(entries) })),
    fc.array(fc.double({ noNaN: true }), { maxLength: 3 }).map(vector),
  ),
}));

function vector(numbers: number[]): Value {
  const values = numbers.map((value): Value => ({ kind: 'double', value }));
  const marker: Value = { kind: 'string', value: '__vector__' };
  return {
    kind: 'map',
    fields: new Map<string, Value>([
      ['__type__', marker],
      ['value', { kind: 'array', values }],
    ]),
  };
}

describe('the order of values', () => {
  it('is total: reflexive, antisymmetric and transitive', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
        expect(compareValues(a, a)).toBe(0);
        expect(Math.sign(compareValues(a, b))).toBe(0 - Math.sign(compareValues(b, a)));
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0)
          expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('goes from null over numbers of both kinds to maps', () => {
    const ascending: Value[] = [
      { kind: 'null' },
      { kind: 'boolean', value: false },
      { kind: 'boolean', value: true },
      { kind: 'double', value: Number.NaN },
      { kind: 'double', value: -Infinity },
      { kind: 'integer', value: 2n ** 53n },
      { kind: 'integer', value: 2n ** 53n + 1n },
      { kind: 'double', value: 2 ** 53 + 2 },
      { kind: 'timestamp', seconds: 1, nanos: 0 },
      { kind: 'string', value: '' },
      { kind: 'string', value: '\uffff' },
      { kind: 'string', value: '\u{10000}' },
      { kind: 'bytes', value: Buffer.from([1]) },
      { kind: 'reference', value: 'projects/p/databases/d/documents/c/a' },
      { kind: 'geopoint', latitude: 1, longitude: 2 },
      { kind: 'array', values: [] },
      { kind: 'array', values: [{ kind: 'null' }] },
      vector([9]),
      vector([1, 1]),
      { kind: 'map', fields: new Map() },
      { kind: 'map', fields: new Map([['a', { kind: 'null' }]]) },
    ];
    for (const [index, value] of ascending.entries()) {
      for (const later of ascending.slice(index + 1)) expect(compareValues(value, later)).toBeLessThan(0);
    }
  });

  it('takes an integer and a double of the same worth as equal', () => {
    expect(compareValues({ kind: 'integer', value: 3n }, { kind: 'double', value: 3 })).toBe(0);
  });

  it('orders text by its UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('orders paths segment by segment', () => {
    const ordered = ['c/a', 'c/a/d/x', 'c/a-', 'c/a0', 'c-/a'];
    expect(ordered.toReversed().sort(comparePaths)).toEqual(ordered);
  });
});

describe('the encoding of values', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(decodeValue(encodeValue(value))).toEqual(value);
      }),
    );
  });
});
