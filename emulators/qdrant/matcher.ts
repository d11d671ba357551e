import { type Check, type Condition, type Filter, type Scalar, withinBounds } from './condition.js';
import { parseDatetime } from './datetime.js';
import { isObject, type Payload } from './json-path.js';
import type { PointId } from './point-id.js';
import { containsPhrase, documentTokens, queryTokens, type TextParams } from './tokenizer.js';

/** What a condition may look at. */
export interface Candidate {
  id: PointId;
  payload: Payload;
  hasVector(name: string): boolean;
  /** How the field's text index cuts tokens; undefined without one: then a text is sought as it stands. */
  textParams(field: string): TextParams | undefined;
}

/** Evaluates a filter on one point without any index. */
export function matchesFilter(filter: Filter, point: Candidate): boolean {
  const holds = (condition: Condition) => matchesCondition(condition, point);
  const { must, mustNot, should, minShould } = filter;
  return (
    must.every(holds) &&
    !mustNot.some(holds) &&
    (should.length === 0 || should.some(holds)) &&
    (minShould === undefined || minShould.conditions.filter(holds).length >= minShould.count)
  );
}

export function matchesCondition(condition: Condition, point: Candidate): boolean {
  switch (condition.kind) {
    case 'field': {
      const values = condition.path.values(point.payload);
      const text = point.textParams(condition.path.text);
      return condition.checks.some((check) => matchesField(check, values, text));
    }
    case 'is_empty':
      return condition.path.values(point.payload).every(isEmpty);
    case 'is_null':
      return condition.path.values(point.payload).some(hasNull);
    case 'has_id':
      return condition.ids.has(point.id);
    case 'has_vector':
      return point.hasVector(condition.name);
    case 'filter':
      return matchesFilter(condition.filter, point);
    case 'nested':
      return condition.path
        .values(point.payload)
        .filter(isObject)
        .some((payload) =>
          matchesFilter(condition.filter, { ...point, payload, textParams: () => undefined }),
        );
  }
}

function matchesField(check: Check, values: unknown[], text: TextParams | undefined): boolean {
  switch (check.type) {
    case 'empty':
      return values.length === 0 ? check.expected : values.some((value) => isEmpty(value) === check.expected);
    case 'null':
      return values.length === 0
        ? !check.expected
        : values.some((value) => hasNull(value) === check.expected);
    case 'count':
      return values.some((value) => withinBounds(countOf(value), check.bounds));
    case 'text':
    case 'text_any':
    case 'phrase':
      return matchesText(check.type, check.text, values.flat().filter(isString), text);
    default:
      return values.some((value) =>
        Array.isArray(value)
          ? value.some((element) => matchesValue(check, element))
          : matchesValue(check, value),
      );
  }
}

type ValueCheck = Extract<Check, { type: 'value' | 'any' | 'except' | 'range' | 'datetime' }>;

function matchesValue(check: ValueCheck, value: unknown): boolean {
  switch (check.type) {
    case 'value':
      return value === check.value;
    case 'any':
      return check.values.has(value as Scalar);
    case 'except':
      return value !== null && !check.values.has(value as Scalar);
    case 'range':
      return typeof value === 'number' && withinBounds(value, check.bounds);
    case 'datetime': {
      const instant = typeof value === 'string' ? parseDatetime(value) : undefined;
      return instant !== undefined && withinBounds(instant, check.bounds);
    }
  }
}

function matchesText(
  type: 'text' | 'text_any' | 'phrase',
  sought: string,
  texts: string[],
  params: TextParams | undefined,
): boolean {
  if (!params) {
    const parts = type === 'text_any' ? sought.split(/\s+/u).filter(Boolean) : [sought];
    return texts.some((text) => parts.some((part) => text.includes(part)));
  }
  const tokens = queryTokens(sought, params);
  if (type === 'phrase') return texts.some((text) => containsPhrase(queryTokens(text, params), tokens));
  const stored = new Set(texts.flatMap((text) => documentTokens(text, params)));
  const has = (token: string) => stored.has(token);
  return type === 'text' ? tokens.length > 0 && tokens.every(has) : tokens.some(has);
}

export function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

export function hasNull(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.includes(null));
}

/** A value that is no array counts as one. */
function countOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return value === null ? 0 : 1;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
