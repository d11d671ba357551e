import { type FieldPath, formatFieldPath, isNameField, parseFieldPath } from './field-path.js';
import { limits } from './limits.js';
import type { ProtoFilter } from './messages.js';
import { invalid } from './status.js';
import { decodeValue, type Value } from './value.js';
import { compareValues, equalValues, isNaNValue, sameType } from './value-order.js';

const comparisons = ['LESS_THAN', 'LESS_THAN_OR_EQUAL', 'GREATER_THAN', 'GREATER_THAN_OR_EQUAL'] as const;
const operators = [
  ...comparisons,
  'EQUAL',
  'NOT_EQUAL',
  'ARRAY_CONTAINS',
  'IN',
  'ARRAY_CONTAINS_ANY',
  'NOT_IN',
  'IS_NAN',
  'IS_NULL',
  'IS_NOT_NAN',
  'IS_NOT_NULL',
] as const;

export type Operator = (typeof operators)[number];

export interface FieldFilter {
  kind: 'field';
  path: FieldPath;
  operator: Operator;
  /** Null for the unary operators. */
  operand: Value;
}

export type Filter = FieldFilter | { kind: 'AND' | 'OR'; filters: Filter[] };

/** A field's value in the document at hand. */
export type FieldReader = (path: FieldPath) => Value | undefined;

const NEGATIONS: readonly Operator[] = ['NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', 'IS_NOT_NULL'];
const INEQUALITIES: readonly Operator[] = [...comparisons, ...NEGATIONS];
const LISTS: readonly Operator[] = ['IN', 'NOT_IN', 'ARRAY_CONTAINS_ANY'];

export function parseFilter(proto: ProtoFilter): Filter {
  const filter = readFilter(proto);
  checkFilter(filter);
  return filter;
}

function readFilter(proto: ProtoFilter): Filter {
  if (proto.compositeFilter) {
    const { op, filters } = proto.compositeFilter;
    if (op !== 'AND' && op !== 'OR') throw invalid('A composite filter needs the operator AND or OR.');
    if (filters.length === 0) throw invalid('A composite filter needs at least one filter.');
    return { kind: op, filters: filters.map(readFilter) };
  }
  const { fieldFilter, unaryFilter } = proto;
  const given = fieldFilter ?? unaryFilter;
  if (!given) throw invalid('A filter must hold one of composite_filter, field_filter and unary_filter.');
  const path = parseFieldPath(given.field?.fieldPath ?? '');
  const operator = operators.find((known) => known === given.op);
  if (!operator) throw invalid(`The filter on "${formatFieldPath(path)}" has no known operator.`);
  if (!fieldFilter) return { kind: 'field', path, operator, operand: { kind: 'null' } };
  const operand = decodeValue(fieldFilter.value ?? Buffer.alloc(0));
  checkOperand(path, operator, operand);
  return { kind: 'field', path, operator, operand };
}

function checkOperand(path: FieldPath, operator: Operator, operand: Value): void {
  const values = operand.kind === 'array' ? operand.values : [];
  if (LISTS.includes(operator)) {
    if (values.length === 0) throw invalid(`'${operator}' requires an non-empty ArrayValue.`);
    const most = operator === 'NOT_IN' ? limits.notInValues : limits.disjunctions;
    if (values.length > most) throw invalid(`'${operator}' supports up to ${most} comparison values.`);
  }
  if (!isNameField(path)) return;
  const names = LISTS.includes(operator) ? values : [operand];
  if (names.some(({ kind }) => kind !== 'reference')) throw invalid('__key__ filter value must be a Key');
}

function checkFilter(filter: Filter): void {
  const all = fieldFilters(filter);
  const uses = (operator: Operator) => all.some((field) => field.operator === operator);
  if (all.filter(({ operator }) => NEGATIONS.includes(operator)).length > 1) {
    throw invalid(
      "Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query.",
    );
  }
  if (uses('NOT_IN') && (uses('IN') || uses('ARRAY_CONTAINS_ANY') || hasOr(filter))) {
    throw invalid("'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.");
  }
  const { disjunctions, arrayFilters } = normalForm(filter);
  if (disjunctions > limits.disjunctions) {
    throw invalid(
      `Too many disjunctions after normalization. Result had ${disjunctions} disjunctions ` +
        `which is more than the maximum of ${limits.disjunctions}`,
    );
  }
  if (arrayFilters > 1) throw invalid("A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.");
}

export function fieldFilters(filter: Filter | undefined): FieldFilter[] {
  if (!filter) return [];
  return filter.kind === 'field' ? [filter] : filter.filters.flatMap(fieldFilters);
}

/** The filters that every matching document satisfies. */
export function requiredFilters(filter: Filter | undefined): FieldFilter[] {
  if (!filter || filter.kind === 'OR') return [];
  return filter.kind === 'field' ? [filter] : filter.filters.flatMap(requiredFilters);
}

export function isInequality({ operator }: FieldFilter): boolean {
  return INEQUALITIES.includes(operator);
}

function hasOr(filter: Filter): boolean {
  return filter.kind !== 'field' && (filter.kind === 'OR' || filter.filters.some(hasOr));
}

/** The filter as an OR of ANDs: how many ANDs, and the most array filters in one of them. */
function normalForm(filter: Filter): { disjunctions: number; arrayFilters: number } {
  if (filter.kind === 'field') {
    const { operator, operand } = filter;
    const splits = operator === 'IN' || operator === 'ARRAY_CONTAINS_ANY';
    return {
      disjunctions: splits && operand.kind === 'array' ? operand.values.length : 1,
      arrayFilters: operator === 'ARRAY_CONTAINS' || operator === 'ARRAY_CONTAINS_ANY' ? 1 : 0,
    };
  }
  const parts = filter.filters.map(normalForm);
  const disjunctions = parts.map((part) => part.disjunctions);
  const arrayFilters = parts.map((part) => part.arrayFilters);
  if (filter.kind === 'OR') {
    return { disjunctions: disjunctions.reduce((a, b) => a + b), arrayFilters: Math.max(...arrayFilters) };
  }
  return {
    disjunctions: disjunctions.reduce((a, b) => a * b),
    arrayFilters: arrayFilters.reduce((a, b) => a + b),
  };
}

export function matches(filter: Filter | undefined, read: FieldReader): boolean {
  switch (filter?.kind) {
    case undefined:
      return true;
    case 'AND':
      return filter.filters.every((inner) => matches(inner, read));
    case 'OR':
      return filter.filters.some((inner) => matches(inner, read));
    case 'field': {
      const value = read(filter.path);
      return value !== undefined && holds[filter.operator](value, filter.operand);
    }
  }
}

const holds: Record<Operator, (value: Value, operand: Value) => boolean> = {
  EQUAL: equalValues,
  NOT_EQUAL: (value, operand) => value.kind !== 'null' && !equalValues(value, operand),
  LESS_THAN: (value, operand) => sameType(value, operand) && compareValues(value, operand) < 0,
  LESS_THAN_OR_EQUAL: (value, operand) => sameType(value, operand) && compareValues(value, operand) <= 0,
  GREATER_THAN: (value, operand) => sameType(value, operand) && compareValues(value, operand) > 0,
  GREATER_THAN_OR_EQUAL: (value, operand) => sameType(value, operand) && compareValues(value, operand) >= 0,
  IN: (value, operand) => contains(operand, value),
  NOT_IN: (value, operand) => value.kind !== 'null' && notIn(operand, value),
  ARRAY_CONTAINS: (value, operand) =>
    value.kind === 'array' && value.values.some((element) => equalValues(element, operand)),
  ARRAY_CONTAINS_ANY: (value, operand) =>
    value.kind === 'array' && value.values.some((element) => contains(operand, element)),
  IS_NULL: (value) => value.kind === 'null',
  IS_NOT_NULL: (value) => value.kind !== 'null',
  IS_NAN: isNaNValue,
  IS_NOT_NAN: (value) => value.kind !== 'null' && !isNaNValue(value),
};

/** Null and NaN in a list of alternatives match nothing, as they never equal anything in `in`. */
function contains(list: Value, value: Value): boolean {
  if (list.kind !== 'array' || value.kind === 'null' || isNaNValue(value)) return false;
  return list.values.some((element) => equalValues(element, value));
}

/** Null in the list makes every comparison unknown; NaN in it excludes nothing. */
function notIn(list: Value, value: Value): boolean {
  if (list.kind !== 'array' || list.values.some(({ kind }) => kind === 'null')) return false;
  return !contains(list, value);
}
