import type { Value } from './value.js';

/** Rank of each type in Firestore's order of values; numbers of both kinds are compared together. */
const rank = {
  null: 0,
  boolean: 1,
  integer: 2,
  double: 2,
  timestamp: 3,
  string: 4,
  bytes: 5,
  reference: 6,
  geopoint: 7,
  array: 8,
  vector: 9,
  map: 10,
} as const;

const VECTOR_TYPE = '__vector__';

/** Firestore's total order over values of all types: negative, zero or positive. */
export function compareValues(a: Value, b: Value): number {
  const byType = typeRank(a) - typeRank(b);
  return byType === 0 ? compareWithinType(a, b) : byType;
}

export function equalValues(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

/** Range filters (`<`, `>=`...) only match values of the operand's own type. */
export function sameType(a: Value, b: Value): boolean {
  return typeRank(a) === typeRank(b);
}

export function isNaNValue(value: Value): boolean {
  return value.kind === 'double' && Number.isNaN(value.value);
}

function typeRank(value: Value): number {
  return value.kind === 'map' && vectorOf(value) ? rank.vector : rank[value.kind];
}

/** Vectors travel as maps with a marker. */
function vectorOf(value: OfKind<'map'>): Value[] | undefined {
  const type = value.fields.get('__type__');
  if (type?.kind !== 'string' || type.value !== VECTOR_TYPE) return undefined;
  const elements = value.fields.get('value');
  return elements?.kind === 'array' ? elements.values : undefined;
}

type OfKind<K extends Value['kind']> = Extract<Value, { kind: K }>;

const comparers: { [K in Value['kind']]: (a: OfKind<K>, b: OfKind<K>) => number } = {
  null: () => 0,
  boolean: (a, b) => Number(a.value) - Number(b.value),
  integer: (a, b) => compareNumbers(a.value, b.value),
  double: (a, b) => compareNumbers(a.value, b.value),
  timestamp: (a, b) => a.seconds - b.seconds || a.nanos - b.nanos,
  string: (a, b) => compareText(a.value, b.value),
  bytes: (a, b) => Buffer.compare(a.value, b.value),
  reference: (a, b) => comparePaths(a.value, b.value),
  geopoint: (a, b) => compareNumbers(a.latitude, b.latitude) || compareNumbers(a.longitude, b.longitude),
  array: (a, b) => compareArrays(a.values, b.values),
  map: compareMaps,
};

/** Values of one rank are of one kind, except integers and doubles, whose comparers take both. */
function compareWithinType(a: Value, b: Value): number {
  const compare = comparers[a.kind] as (a: Value, b: Value) => number;
  return compare(a, b);
}

/** NaN comes first and equals itself; an integer and a double compare exactly, as JavaScript does. */
function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

function compareArrays(a: Value[], b: Value[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (!right) return 1;
    const order = compareValues(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareMaps(a: OfKind<'map'>, b: OfKind<'map'>): number {
  const left = vectorOf(a);
  const right = vectorOf(b);
  if (left && right) return left.length - right.length || compareArrays(left, right);
  return compareEntries(sortedEntries(a), sortedEntries(b));
}

function sortedEntries(value: OfKind<'map'>): [string, Value][] {
  return [...value.fields].sort(([a], [b]) => compareText(a, b));
}

function compareEntries(a: [string, Value][], b: [string, Value][]): number {
  for (const [index, [key, value]] of a.entries()) {
    const other = b[index];
    if (!other) return 1;
    const order = compareText(key, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Order of the UTF-8 bytes, which is the order of code points. */
export function compareText(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return codePointWeight(left) - codePointWeight(right);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates below U+E000..U+FFFF, code points put them above. */
function codePointWeight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Order of resource names, segment by segment: a parent comes before what lies under it. */
export function comparePaths(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const left = a[at];
    const right = b[at];
    if (left === right) continue;
    if (left === '/') return -1;
    if (right === '/') return 1;
    return compareText(a.slice(at), b.slice(at));
  }
  return a.length - b.length;
}
