import { type EncodedDocument, fieldValue } from './document.js';
import { type FieldPath, isNameField } from './field-path.js';
import { type FieldReader, matches, requiredFilters } from './filter.js';
import { collectionIdOf, type DocumentName, fullName, rootOf } from './names.js';
import type { Cursor, Order, Query, Scope } from './query.js';
import type { IdRange, Reader, StoredDocument } from './tables.js';
import type { Value } from './value.js';
import { compareText, compareValues } from './value-order.js';

/** A document that satisfies the filters, with the values that it is ordered by. */
interface Candidate {
  stored: StoredDocument;
  key: Value[];
}

/** With a limit, candidates beyond it are dropped each time this many more have been collected. */
const TRIM_AFTER = 1_000;

/** The matching documents in order. `select` is left to the caller. */
export function* runQuery(reader: Reader, query: Query): Iterable<StoredDocument> {
  const { offset, limit } = query;
  let skipped = 0;
  let given = 0;
  if (limit === 0) return;
  for (const { stored } of ordered(reader, query)) {
    if (skipped++ < offset) continue;
    yield stored;
    if (++given >= limit) return;
  }
}

function ordered(reader: Reader, query: Query): Iterable<Candidate> {
  return followsKeys(query) ? candidates(reader, query) : sorted(reader, query);
}

/** One collection in the order of its ids comes from the disk in order. */
function followsKeys({ scope, orders: [first] }: Query): boolean {
  return scope.kind === 'collection' && first !== undefined && isNameField(first.path);
}

function sorted(reader: Reader, query: Query): Candidate[] {
  const keep = query.offset + query.limit;
  const compare = (a: Candidate, b: Candidate) => compareKeys(a.key, b.key, query.orders);
  let collected: Candidate[] = [];
  for (const candidate of candidates(reader, query)) {
    collected.push(candidate);
    if (collected.length >= keep + TRIM_AFTER) collected = collected.sort(compare).slice(0, keep);
  }
  return collected.sort(compare);
}

function* candidates(reader: Reader, query: Query): Iterable<Candidate> {
  for (const stored of scanScope(reader, query)) {
    const read = fieldReader(stored);
    if (!matches(query.filter, read)) continue;
    const key = orderKey(query.orders, read);
    if (key && withinCursors(key, query)) yield { stored, key };
  }
}

export function fieldReader({
  name,
  document,
}: {
  name: DocumentName;
  document: EncodedDocument;
}): FieldReader {
  return (path: FieldPath) =>
    isNameField(path) ? { kind: 'reference', value: fullName(name) } : fieldValue(document, path);
}

/** Absent when the document lacks one of the fields: such documents are not in the result. */
function orderKey(orders: readonly Order[], read: FieldReader): Value[] | undefined {
  const key: Value[] = [];
  for (const { path } of orders) {
    const value = read(path);
    if (!value) return undefined;
    key.push(value);
  }
  return key;
}

function compareKeys(a: readonly Value[], b: readonly Value[], orders: readonly Order[]): number {
  for (const [index, { descending }] of orders.entries()) {
    const left = a[index];
    const right = b[index];
    // A cursor may name fewer values than there are orders.
    if (!left || !right) return 0;
    const order = compareValues(left, right);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

function withinCursors(key: Value[], { start, end, orders }: Query): boolean {
  return !(start && isBefore(key, start, orders)) && !(end && !isBefore(key, end, orders));
}

/** Whether a document lies before the cursor's position. */
function isBefore(key: Value[], cursor: Cursor, orders: Order[]): boolean {
  const order = compareKeys(key, cursor.values, orders);
  return cursor.before ? order < 0 : order <= 0;
}

function* scanScope(reader: Reader, query: Query): Iterable<StoredDocument> {
  const { scope } = query;
  if (scope.kind === 'collection') {
    yield* reader.scan(scope.database, scope.collection, idRange(query, scope));
    return;
  }
  for (const collection of groupCollections(reader, scope)) yield* reader.scan(scope.database, collection);
}

function* groupCollections(reader: Reader, scope: Scope & { kind: 'group' }): Iterable<string> {
  for (const collection of reader.collections(scope.database, scope.collectionId)) {
    if (!collection.startsWith(scope.below)) continue;
    if (scope.collectionId === undefined || collectionIdOf(collection) === scope.collectionId)
      yield collection;
  }
}

/** The ids between which all results lie, from filters and cursors on the document's name. */
function idRange(query: Query, scope: Scope & { kind: 'collection' }): IdRange {
  const prefix = `${rootOf(scope.database)}${scope.collection}/`;
  const { lower, upper } = nameBounds(query);
  // Names outside of the collection bound nothing here; the filter itself still decides.
  const idsOf = (names: string[]) =>
    names
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .sort(compareText);
  const first = query.orders[0];
  const reverse = first !== undefined && isNameField(first.path) && first.descending;
  return { from: idsOf(lower).at(-1), to: idsOf(upper)[0], reverse };
}

/** Names that no result comes before, and names that none comes after. */
function nameBounds({ filter, orders, start, end }: Query): { lower: string[]; upper: string[] } {
  const lower: string[] = [];
  const upper: string[] = [];
  for (const { path, operator, operand } of requiredFilters(filter)) {
    if (!isNameField(path) || operand.kind !== 'reference') continue;
    if (operator === 'EQUAL' || operator.startsWith('GREATER')) lower.push(operand.value);
    if (operator === 'EQUAL' || operator.startsWith('LESS')) upper.push(operand.value);
  }
  const [first] = orders;
  if (!first || !isNameField(first.path)) return { lower, upper };
  const [low, high] = first.descending ? [end, start] : [start, end];
  lower.push(...namesOf(low));
  upper.push(...namesOf(high));
  return { lower, upper };
}

function namesOf(cursor: Cursor | undefined): string[] {
  const value = cursor?.values[0];
  return value?.kind === 'reference' ? [value.value] : [];
}
