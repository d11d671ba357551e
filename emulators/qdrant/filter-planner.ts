import { Bitmap } from './bitmap.js';
import type { Condition, Filter } from './condition.js';
import { type Candidate, matchesFilter } from './matcher.js';
import type { PayloadIndexes } from './payload-indexes.js';
import type { PointId } from './point-id.js';

/** The points that a filter chooses from. */
export interface Rows {
  readonly live: Bitmap;
  readonly indexes: PayloadIndexes;
  rowOf(id: PointId): number | undefined;
  /** The rows having the named vector. */
  rowsWithVector(name: string): Bitmap;
  candidate(row: number): Candidate;
}

/**
 * The rows that fulfil the filter: what indexes can answer narrows the rows first,
 * what they cannot is then read from the payloads of the rows that are left.
 */
export function selectRows(filter: Filter | undefined, rows: Rows): Bitmap {
  const selected = rows.live.clone();
  if (!filter) return selected;
  const rest = narrow(filter, selected, rows);
  if (!rest) return selected;
  for (const row of selected.rows()) {
    if (!matchesFilter(rest, rows.candidate(row))) selected.delete(row);
  }
  return selected;
}

/** What indexes are asked of: points, or the elements of an array in them, which have neither ids nor vectors. */
type Indexed = Pick<Rows, 'live' | 'indexes'> & Partial<Rows>;

/** Narrows `selected` by what indexes know; returns the part of the filter that they don't. */
function narrow(filter: Filter, selected: Bitmap, rows: Indexed): Filter | undefined {
  const rest: Filter = { must: [], mustNot: [], should: [] };
  for (const condition of filter.must) {
    const found = lookup(condition, rows);
    if (found) selected.and(found);
    else rest.must.push(condition);
  }
  for (const condition of filter.mustNot) {
    const found = lookup(condition, rows);
    if (found) selected.andNot(found);
    else rest.mustNot.push(condition);
  }
  if (filter.should.length > 0) {
    const found = lookupAny(filter.should, rows);
    if (found) selected.and(found);
    else rest.should = filter.should;
  }
  if (filter.minShould) {
    const found = lookupAtLeast(filter.minShould, rows);
    if (found) selected.and(found);
    else rest.minShould = filter.minShould;
  }
  const isDone = rest.must.length + rest.mustNot.length + rest.should.length === 0 && !rest.minShould;
  return isDone ? undefined : rest;
}

/** The rows fulfilling the condition, or undefined where that takes reading payloads. */
function lookup(condition: Condition, rows: Indexed): Bitmap | undefined {
  switch (condition.kind) {
    case 'has_id': {
      if (!rows.rowOf) return undefined;
      const found = new Bitmap();
      for (const id of condition.ids) {
        const row = rows.rowOf(id);
        if (row !== undefined) found.add(row);
      }
      return found;
    }
    case 'has_vector':
      return rows.rowsWithVector?.(condition.name);
    case 'filter': {
      const found = rows.live.clone();
      return narrow(condition.filter, found, rows) ? undefined : found;
    }
    case 'nested': {
      const elements = rows.indexes.elementsOf(condition.path.text);
      const found = elements && lookup({ kind: 'filter', filter: condition.filter }, elements);
      return found && elements.holdersOf(found);
    }
    default:
      return rows.indexes.lookup(condition, rows.live);
  }
}

function lookupAny(conditions: Condition[], rows: Indexed): Bitmap | undefined {
  const found = new Bitmap();
  for (const condition of conditions) {
    const some = lookup(condition, rows);
    if (!some) return undefined;
    found.or(some);
  }
  return found;
}

function lookupAtLeast(asked: NonNullable<Filter['minShould']>, rows: Indexed): Bitmap | undefined {
  const counts = new Map<number, number>();
  for (const condition of asked.conditions) {
    const some = lookup(condition, rows);
    if (!some) return undefined;
    some.forEach((row) => counts.set(row, (counts.get(row) ?? 0) + 1));
  }
  if (asked.count <= 0) return rows.live.clone();
  const found = new Bitmap();
  for (const [row, count] of counts) if (count >= asked.count) found.add(row);
  return found;
}
