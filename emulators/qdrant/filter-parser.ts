import type { Bounds, Check, Condition, Filter, Scalar } from './condition.js';
import { parseDatetime } from './datetime.js';
import { formatError, notServed, validationError } from './errors.js';
import { isObject, JsonPath, type Payload } from './json-path.js';
import { parsePointIds } from './point-id.js';

/** Deeper nesting could exhaust the stack. */
const DEEPEST_FILTER = 64;

const clauses = new Set(['must', 'must_not', 'should', 'min_should']);
const boundNames = ['gt', 'gte', 'lt', 'lte'] as const;
const geoChecks = ['geo_bounding_box', 'geo_radius', 'geo_polygon'];

/** Reads a filter as the client sends it; undefined where there is none. */
export function parseFilter(value: unknown): Filter | undefined {
  return value === undefined || value === null ? undefined : filterAt(value, 0);
}

function filterAt(value: unknown, depth: number): Filter {
  if (depth > DEEPEST_FILTER) throw formatError(`a filter nests deeper than ${DEEPEST_FILTER} levels`);
  if (!isObject(value)) throw formatError('expected a filter object');
  for (const key of Object.keys(value)) {
    if (!clauses.has(key)) {
      throw formatError(
        `unknown field \`${key}\`, expected one of \`should\`, \`min_should\`, \`must\`, \`must_not\``,
      );
    }
  }
  return {
    must: conditionsOf(value['must'], depth),
    mustNot: conditionsOf(value['must_not'], depth),
    should: conditionsOf(value['should'], depth),
    minShould: minShouldOf(value['min_should'], depth),
  };
}

function conditionsOf(value: unknown, depth: number): Condition[] {
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((condition) => conditionOf(condition, depth + 1));
}

function minShouldOf(value: unknown, depth: number): Filter['minShould'] {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value) || !Number.isInteger(value['min_count'])) {
    throw formatError('min_should needs `conditions` and an integer `min_count`');
  }
  return { conditions: conditionsOf(value['conditions'], depth), count: Number(value['min_count']) };
}

function conditionOf(value: unknown, depth: number): Condition {
  if (!isObject(value)) throw formatError('data did not match any variant of untagged enum Condition');
  if ('key' in value) return { kind: 'field', path: JsonPath.parse(value['key']), checks: checksOf(value) };
  if ('is_empty' in value) return { kind: 'is_empty', path: pathIn(value['is_empty']) };
  if ('is_null' in value) return { kind: 'is_null', path: pathIn(value['is_null']) };
  if ('has_id' in value) return { kind: 'has_id', ids: new Set(parsePointIds(value['has_id'])) };
  if ('has_vector' in value) return { kind: 'has_vector', name: String(value['has_vector']) };
  if ('nested' in value) return nestedOf(value['nested'], depth);
  if (Object.keys(value).every((key) => clauses.has(key))) {
    return { kind: 'filter', filter: filterAt(value, depth) };
  }
  throw formatError('data did not match any variant of untagged enum Condition');
}

function pathIn(value: unknown): JsonPath {
  return JsonPath.parse(isObject(value) ? value['key'] : undefined);
}

function nestedOf(value: unknown, depth: number): Condition {
  if (!isObject(value)) throw formatError('nested needs `key` and `filter`');
  return {
    kind: 'nested',
    path: JsonPath.parse(value['key']).elements(),
    filter: filterAt(value['filter'], depth),
  };
}

function checksOf(condition: Payload): Check[] {
  const checks: Check[] = [];
  const asked = (key: string) => condition[key] !== undefined && condition[key] !== null;
  for (const geo of geoChecks) if (asked(geo)) throw notServed(`The condition ${geo}`);
  if (asked('match')) checks.push(matchOf(condition['match']));
  if (asked('range')) checks.push(rangeOf(condition['range']));
  if (asked('values_count')) {
    checks.push({ type: 'count', bounds: boundsOf(condition['values_count'], numberBound) });
  }
  if (asked('is_empty')) checks.push({ type: 'empty', expected: condition['is_empty'] === true });
  if (asked('is_null')) checks.push({ type: 'null', expected: condition['is_null'] === true });
  if (checks.length === 0) throw validationError('filter: At least one field condition must be specified');
  return checks;
}

function matchOf(match: unknown): Check {
  if (!isObject(match)) throw formatError('data did not match any variant of untagged enum MatchInterface');
  if ('value' in match) return { type: 'value', value: scalarOf(match['value']) };
  if ('any' in match) return { type: 'any', values: scalarsOf(match['any']) };
  if ('except' in match) return { type: 'except', values: scalarsOf(match['except']) };
  for (const type of ['text', 'text_any', 'phrase'] as const) {
    const text = match[type];
    if (typeof text === 'string') return { type, text };
  }
  throw formatError('data did not match any variant of untagged enum MatchInterface');
}

function scalarOf(value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw formatError('a match value is a text, an integer or a boolean; use a range for other numbers');
}

function scalarsOf(value: unknown): Set<Scalar> {
  const list: unknown[] = Array.isArray(value) ? value : [];
  const kinds = new Set(list.map((item) => typeof item));
  if (!Array.isArray(value) || kinds.size > 1 || kinds.has('boolean')) {
    throw formatError('data did not match any variant of untagged enum AnyVariants');
  }
  return new Set(list.map(scalarOf));
}

function rangeOf(value: unknown): Check {
  const isDatetime = isObject(value) && boundNames.some((name) => typeof value[name] === 'string');
  return isDatetime
    ? { type: 'datetime', bounds: boundsOf(value, datetimeBound) }
    : { type: 'range', bounds: boundsOf(value, numberBound) };
}

function boundsOf(value: unknown, read: (bound: unknown) => number): Bounds {
  if (!isObject(value)) throw formatError('data did not match any variant of untagged enum RangeInterface');
  const bounds: Bounds = {};
  for (const name of boundNames) {
    const bound = value[name];
    if (bound !== undefined && bound !== null) bounds[name] = read(bound);
  }
  return bounds;
}

function numberBound(bound: unknown): number {
  if (typeof bound === 'number') return bound;
  throw formatError('data did not match any variant of untagged enum RangeInterface');
}

function datetimeBound(bound: unknown): number {
  const instant = typeof bound === 'string' ? parseDatetime(bound) : undefined;
  if (instant === undefined) throw formatError(`'${String(bound)}' is not a valid datetime, use RFC 3339`);
  return instant;
}
