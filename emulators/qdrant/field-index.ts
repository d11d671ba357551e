import { Bitmap } from './bitmap.js';
import { type Check, type Scalar, withinBounds } from './condition.js';
import { parseDatetime } from './datetime.js';
import { normalizeUuid } from './point-id.js';
import { RowSet } from './row-set.js';
import { documentTokens, queryTokens, type TextParams } from './tokenizer.js';

/** An index over the values of one payload field; values of another type are passed over. */
export interface FieldIndex {
  add(row: number, values: unknown[]): void;
  /** `values` are those that were added. */
  remove(row: number, values: unknown[]): void;
  /** The rows that fulfil the check, or undefined where this index cannot tell. */
  lookup(check: Check): Bitmap | undefined;
}

/** An index that can count the points of each value. */
export interface Facets {
  /** Every indexed value with the number of its rows among `rows`, without those at zero. */
  facets(rows: Bitmap): [value: Scalar, count: number][];
}

/** An inverted index: value to rows. Serves `keyword`, `uuid`, `bool` and the lookup of an `integer`. */
export class ValueIndex implements FieldIndex, Facets {
  readonly #read: (value: unknown) => Scalar | undefined;
  readonly #rows = new Map<Scalar, RowSet>();

  constructor(type: 'keyword' | 'uuid' | 'bool' | 'integer') {
    this.#read = readers[type];
  }

  add(row: number, values: unknown[]): void {
    for (const value of values) {
      const key = this.#read(value);
      if (key !== undefined) addTo(this.#rows, key, row);
    }
  }

  remove(row: number, values: unknown[]): void {
    for (const value of values) {
      const key = this.#read(value);
      if (key !== undefined) removeFrom(this.#rows, key, row);
    }
  }

  lookup(check: Check): Bitmap | undefined {
    switch (check.type) {
      case 'value':
        return this.#union([check.value]);
      case 'any':
        return this.#union(check.values);
      case 'except': {
        if (!this.#canHoldAll(check.values)) return undefined;
        const excluded = new Set([...check.values].map(this.#read));
        return this.#union([...this.#rows.keys()].filter((value) => !excluded.has(value)));
      }
      default:
        return undefined;
    }
  }

  facets(rows: Bitmap): [Scalar, number][] {
    const counts: [Scalar, number][] = [];
    for (const [value, set] of this.#rows) {
      const count = set.overlap(rows);
      if (count > 0) counts.push([value, count]);
    }
    return counts;
  }

  #canHoldAll(values: Iterable<Scalar>): boolean {
    return [...values].every((value) => this.#read(value) !== undefined);
  }

  /** Undefined when a value is of a type that the index does not hold. */
  #union(values: Iterable<Scalar>): Bitmap | undefined {
    const rows = new Bitmap();
    for (const value of values) {
      const key = this.#read(value);
      if (key === undefined) return undefined;
      this.#rows.get(key)?.addTo(rows);
    }
    return rows;
  }
}

const readers = {
  keyword: (value: unknown) => (typeof value === 'string' ? value : undefined),
  bool: (value: unknown) => (typeof value === 'boolean' ? value : undefined),
  uuid: (value: unknown) => (typeof value === 'string' ? normalizeUuid(value) : undefined),
  integer: (value: unknown) => (Number.isSafeInteger(value) ? (value as number) : undefined),
  float: (value: unknown) => (typeof value === 'number' ? value : undefined),
  datetime: (value: unknown) => (typeof value === 'string' ? parseDatetime(value) : undefined),
};

/**
 * A column of numbers, scanned: at the sizes of this emulator a pass over the column takes less
 * than sorting it again after a write. Serves `integer`, `float`, `datetime` (microseconds).
 */
export class NumberIndex implements FieldIndex, Facets {
  readonly #type: 'integer' | 'float' | 'datetime';
  /** The first value of each row; NaN where there is none. */
  #first = new Float64Array(256).fill(Number.NaN);
  #end = 0;
  /** The further values of the rows that have several. */
  readonly #others = new Map<number, number[]>();

  constructor(type: 'integer' | 'float' | 'datetime') {
    this.#type = type;
  }

  add(row: number, values: unknown[]): void {
    const [first, ...others] = values.map(readers[this.#type]).filter((value) => value !== undefined);
    if (first === undefined) return;
    if (row >= this.#first.length) {
      const grown = new Float64Array(Math.max(row + 1, this.#first.length * 2)).fill(Number.NaN);
      grown.set(this.#first);
      this.#first = grown;
    }
    this.#first[row] = first;
    this.#end = Math.max(this.#end, row + 1);
    if (others.length > 0) this.#others.set(row, others);
  }

  remove(row: number): void {
    if (row < this.#end) this.#first[row] = Number.NaN;
    this.#others.delete(row);
  }

  lookup(check: Check): Bitmap | undefined {
    const accepts = this.#test(check);
    if (!accepts) return undefined;
    const rows = new Bitmap();
    this.forEach((row, value) => {
      if (accepts(value)) rows.add(row);
    });
    return rows;
  }

  /** Visits each value of each row. */
  forEach(visit: (row: number, value: number) => void): void {
    for (let row = 0; row < this.#end; row++) {
      const value = this.#first[row] ?? Number.NaN;
      if (!Number.isNaN(value)) visit(row, value);
    }
    for (const [row, values] of this.#others) for (const value of values) visit(row, value);
  }

  facets(rows: Bitmap): [Scalar, number][] {
    const holders = new Map<number, Set<number>>();
    this.forEach((row, value) => {
      if (!rows.has(row)) return;
      const set = holders.get(value);
      if (set) set.add(row);
      else holders.set(value, new Set([row]));
    });
    return [...holders].map(([value, set]) => [value, set.size]);
  }

  #test(check: Check): ((value: number) => boolean) | undefined {
    if (check.type === (this.#type === 'datetime' ? 'datetime' : 'range')) {
      const bounds = check.bounds;
      return (value) => withinBounds(value, bounds);
    }
    if (this.#type !== 'integer') return undefined;
    switch (check.type) {
      case 'value':
        return typeof check.value === 'number' ? (value) => value === check.value : undefined;
      case 'any':
        return allNumbers(check.values) ? (value) => check.values.has(value) : undefined;
      case 'except':
        return allNumbers(check.values) ? (value) => !check.values.has(value) : undefined;
      default:
        return undefined;
    }
  }
}

/** Finds integers one by one, by their range, or both. */
export class IntegerIndex implements FieldIndex, Facets {
  readonly #values: ValueIndex | undefined;
  readonly range: NumberIndex | undefined;

  constructor(serves: { lookup: boolean; range: boolean }) {
    if (serves.lookup) this.#values = new ValueIndex('integer');
    if (serves.range) this.range = new NumberIndex('integer');
  }

  add(row: number, values: unknown[]): void {
    this.#values?.add(row, values);
    this.range?.add(row, values);
  }

  remove(row: number, values: unknown[]): void {
    this.#values?.remove(row, values);
    this.range?.remove(row);
  }

  lookup(check: Check): Bitmap | undefined {
    return this.#values?.lookup(check) ?? this.range?.lookup(check);
  }

  facets(rows: Bitmap): [Scalar, number][] {
    return (this.#values ?? this.range)?.facets(rows) ?? [];
  }
}

/** An inverted index of tokens; phrases are left to the payload. */
export class TextIndex implements FieldIndex {
  readonly params: TextParams;
  readonly #rows = new Map<Scalar, RowSet>();

  constructor(params: TextParams) {
    this.params = params;
  }

  add(row: number, values: unknown[]): void {
    for (const token of this.#tokens(values)) addTo(this.#rows, token, row);
  }

  remove(row: number, values: unknown[]): void {
    for (const token of this.#tokens(values)) removeFrom(this.#rows, token, row);
  }

  lookup(check: Check): Bitmap | undefined {
    if (check.type !== 'text' && check.type !== 'text_any') return undefined;
    const sets = queryTokens(check.text, this.params).map((token) => this.#rowsOf(token));
    if (check.type === 'text_any') return sets.reduce((all, rows) => all.or(rows), new Bitmap());
    return sets.length === 0 ? new Bitmap() : sets.reduce((all, rows) => all.and(rows));
  }

  #rowsOf(token: string): Bitmap {
    const rows = new Bitmap();
    this.#rows.get(token)?.addTo(rows);
    return rows;
  }

  #tokens(values: unknown[]): Set<string> {
    const texts = values.filter((value) => typeof value === 'string');
    return new Set(texts.flatMap((text) => documentTokens(text, this.params)));
  }
}

function allNumbers(values: Iterable<Scalar>): boolean {
  return [...values].every((value) => typeof value === 'number');
}

function addTo(index: Map<Scalar, RowSet>, value: Scalar, row: number): void {
  let rows = index.get(value);
  if (!rows) {
    rows = new RowSet();
    index.set(value, rows);
  }
  rows.add(row);
}

function removeFrom(index: Map<Scalar, RowSet>, value: Scalar, row: number): void {
  const rows = index.get(value);
  rows?.delete(row);
  if (rows?.size === 0) index.delete(value);
}
