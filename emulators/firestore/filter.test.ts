import { describe, expect, it } from 'vitest';
import { parseFilter } from './filter.js';
import type { ProtoFilter } from './messages.js';
import { encodeValue, type Value } from './value.js';

function where(fieldPath: string, op: string, operand: Value): ProtoFilter {
  return { fieldFilter: { field: { fieldPath }, op, value: encodeValue(operand) } };
}

function all(op: 'AND' | 'OR', ...filters: ProtoFilter[]): ProtoFilter {
  return { compositeFilter: { op, filters } };
}

const one: Value = { kind: 'integer', value: 1n };
const list = (length: number): Value => ({ kind: 'array', values: Array.from({ length }, () => one) });

describe('a filter is refused', () => {
  const cases: [string, ProtoFilter, RegExp][] = [
    ['without values for in', where('a', 'IN', list(0)), /non-empty/],
    ['with 31 values for in', where('a', 'IN', list(31)), /up to 30/],
    ['with 11 values for not-in', where('a', 'NOT_IN', list(11)), /up to 10/],
    ['for 36 disjunctions', all('AND', where('a', 'IN', list(6)), where('b', 'IN', list(6))), /had 36/],
    [
      'for two negations',
      all('AND', where('a', 'NOT_EQUAL', one), where('b', 'NOT_EQUAL', one)),
      /Only a single/,
    ],
    [
      'for not-in beside in',
      all('AND', where('a', 'NOT_IN', list(1)), where('b', 'IN', list(1))),
      /cannot be used/,
    ],
    [
      'for not-in within or',
      all('OR', where('a', 'NOT_IN', list(1)), where('b', 'EQUAL', one)),
      /cannot be used/,
    ],
    [
      'for two array filters at once',
      all('AND', where('a', 'ARRAY_CONTAINS', one), where('b', 'ARRAY_CONTAINS_ANY', list(1))),
      /per disjunction/,
    ],
    ['for a name that is no reference', where('__name__', 'EQUAL', one), /must be a Key/],
    ['for an unknown operator', where('a', 'LIKE', one), /operator/],
    ['when it is empty', {}, /must hold one of/],
    ['for a composite of nothing', all('AND'), /at least one/],
    ['for a broken path', where('a..b', 'EQUAL', one), /property path/],
  ];
  it.each(cases)('%s', (_, filter, message) => {
    expect(() => parseFilter(filter)).toThrow(message);
  });
});

describe('a filter is taken', () => {
  it('with two array filters in different disjunctions, and 30 of those', () => {
    const either = all('OR', where('a', 'ARRAY_CONTAINS', one), where('b', 'ARRAY_CONTAINS', one));
    expect(() => parseFilter(either)).not.toThrow();
    expect(() => parseFilter(where('a', 'IN', list(30)))).not.toThrow();
  });
});
