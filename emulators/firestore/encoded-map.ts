import type { FieldPath } from './field-path.js';
import { encodeEntry, readEntry, ValueField } from './value.js';
import { bytesField, WireReader } from './wire.js';

/** A map's fields by name, each value still encoded. Changing a field never decodes its neighbours. */
export type EncodedMap = Map<string, Buffer>;

/** Field number of the entries in a google.firestore.v1.MapValue. */
const MAP_ENTRIES = 1;

/** Reads the entries that `bytes` holds under a field number. */
export function readEncodedMap(reader: WireReader, entriesField: number): EncodedMap {
  const fields: EncodedMap = new Map();
  while (reader.next()) {
    if (reader.field !== entriesField) continue;
    const { key, value } = readEntry(reader.nested());
    fields.set(key, value);
  }
  return fields;
}

export function writeEncodedMap(fields: EncodedMap, entriesField: number): Buffer {
  return Buffer.concat([...fields].map(([key, value]) => bytesField(entriesField, encodeEntry(key, value))));
}

/** Finds a field below the entries under `entriesField` without reading the others. */
export function findEncoded(reader: WireReader, entriesField: number, path: FieldPath): Buffer | undefined {
  return findKeys(reader, entriesField, encodedNames(path), 0);
}

function findKeys(
  reader: WireReader,
  entriesField: number,
  keys: readonly Buffer[],
  depth: number,
): Buffer | undefined {
  const key = keys[depth];
  while (key && reader.next()) {
    if (reader.field !== entriesField) continue;
    const value = entryValue(reader.nested(), key);
    if (!value) continue;
    if (depth === keys.length - 1) return value;
    const inner = mapContent(value);
    return inner && findKeys(inner, MAP_ENTRIES, keys, depth + 1);
  }
  return undefined;
}

/** A query asks thousands of documents for the same path. */
const namesOfPaths = new WeakMap<FieldPath, Buffer[]>();

function encodedNames(path: FieldPath): Buffer[] {
  const known = namesOfPaths.get(path);
  if (known) return known;
  const names = path.map((name) => Buffer.from(name));
  namesOfPaths.set(path, names);
  return names;
}

function entryValue(entry: WireReader, key: Buffer): Buffer | undefined {
  while (entry.next()) {
    if (entry.field === 1 && !sameBytes(entry, key)) return undefined;
    if (entry.field === 2) return entry.content();
  }
  return undefined;
}

function sameBytes(reader: WireReader, key: Buffer): boolean {
  if (reader.to - reader.from !== key.length) return false;
  for (let at = 0; at < key.length; at++) if (reader.bytes[reader.from + at] !== key[at]) return false;
  return true;
}

/** The entries of a value that is a map. */
function mapContent(value: Buffer): WireReader | undefined {
  const reader = new WireReader(value);
  return reader.next() && reader.field === ValueField.map ? reader.nested() : undefined;
}

export function getField(fields: EncodedMap, path: FieldPath): Buffer | undefined {
  const [name = '', ...rest] = path;
  const value = fields.get(name);
  if (!value || rest.length === 0) return value;
  const inner = mapContent(value);
  return inner && findEncoded(inner, MAP_ENTRIES, rest);
}

/** Sets a field, or removes it when there is no value; what stands in the way of a deeper path is replaced. */
export function setField(fields: EncodedMap, path: FieldPath, value: Buffer | undefined): void {
  const [name = '', ...rest] = path;
  if (rest.length > 0) {
    const inner = mapContent(fields.get(name) ?? Buffer.alloc(0));
    if (!inner && !value) return;
    const map = inner ? readEncodedMap(inner, MAP_ENTRIES) : new Map<string, Buffer>();
    setField(map, rest, value);
    fields.set(name, bytesField(ValueField.map, writeEncodedMap(map, MAP_ENTRIES)));
  } else if (value) {
    fields.set(name, value);
  } else {
    fields.delete(name);
  }
}

/** The fields that a mask names, and nothing else. */
export function selectFields(fields: EncodedMap, mask: readonly FieldPath[]): EncodedMap {
  const selected: EncodedMap = new Map();
  for (const path of mask) {
    const value = getField(fields, path);
    if (value) setField(selected, path, value);
  }
  return selected;
}
