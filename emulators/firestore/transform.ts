import type { Value } from './value.js';
import { compareValues, equalValues, isNaNValue } from './value-order.js';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

export type Transform =
  | { kind: 'serverTime' }
  | { kind: 'increment' | 'maximum' | 'minimum'; operand: Value }
  | { kind: 'append' | 'remove'; elements: Value[] };

/** The field's new value. What is missing or of the wrong type counts as absent. */
export function applyTransform(transform: Transform, before: Value | undefined, now: Value): Value {
  switch (transform.kind) {
    case 'serverTime':
      return now;
    case 'increment':
      return before && isNumber(before) ? add(before, transform.operand) : transform.operand;
    case 'maximum':
      return before && isNumber(before) ? further(before, transform.operand, 1) : transform.operand;
    case 'minimum':
      return before && isNumber(before) ? further(before, transform.operand, -1) : transform.operand;
    case 'append':
      return { kind: 'array', values: appendMissing(elementsOf(before), transform.elements) };
    case 'remove':
      return {
        kind: 'array',
        values: elementsOf(before).filter(
          (value) => !transform.elements.some((out) => equalValues(value, out)),
        ),
      };
  }
}

/** What the write's result reports: the array operations answer null. */
export function transformResult(transform: Transform, after: Value): Value {
  return transform.kind === 'append' || transform.kind === 'remove' ? { kind: 'null' } : after;
}

function isNumber(value: Value): value is Value & { kind: 'integer' | 'double' } {
  return value.kind === 'integer' || value.kind === 'double';
}

function elementsOf(value: Value | undefined): Value[] {
  return value?.kind === 'array' ? value.values : [];
}

function appendMissing(existing: Value[], added: Value[]): Value[] {
  const values = [...existing];
  for (const value of added) {
    if (!values.some((present) => equalValues(present, value))) values.push(value);
  }
  return values;
}

/** Integers stay integers and stop at the ends of 64 bits; a double on either side makes a double. */
function add(before: Value & { kind: 'integer' | 'double' }, operand: Value): Value {
  if (!isNumber(operand)) return before;
  if (before.kind === 'integer' && operand.kind === 'integer') {
    const sum = before.value + operand.value;
    return { kind: 'integer', value: sum > MAX_INT64 ? MAX_INT64 : sum < MIN_INT64 ? MIN_INT64 : sum };
  }
  return { kind: 'double', value: Number(before.value) + Number(operand.value) };
}

/** The larger (direction 1) or the smaller (-1); the stored value stays when both are equal; NaN wins always. */
function further(before: Value, operand: Value, direction: 1 | -1): Value {
  if (isNaNValue(before)) return before;
  if (isNaNValue(operand)) return operand;
  return direction * compareValues(operand, before) > 0 ? operand : before;
}
