import { invalid } from './status.js';
import { bytesField, doubleField, textField, varintField, WireReader } from './wire.js';

/** A decoded google.firestore.v1.Value. */
export type Value =
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'integer'; value: bigint }
  | { kind: 'double'; value: number }
  | { kind: 'timestamp'; seconds: number; nanos: number }
  | { kind: 'string'; value: string }
  | { kind: 'bytes'; value: Buffer }
  /** A document's full name, `projects/P/databases/D/documents/...`. */
  | { kind: 'reference'; value: string }
  | { kind: 'geopoint'; latitude: number; longitude: number }
  | { kind: 'array'; values: Value[] }
  | { kind: 'map'; fields: Map<string, Value> };

/** Field numbers of google.firestore.v1.Value. */
export const ValueField = {
  boolean: 1,
  integer: 2,
  double: 3,
  reference: 5,
  map: 6,
  geopoint: 8,
  array: 9,
  timestamp: 10,
  null: 11,
  string: 17,
  bytes: 18,
} as const;

const NANOS_PER_MICRO = 1_000;

export function decodeValue(bytes: Buffer): Value {
  return readValue(new WireReader(bytes));
}

export function readValue(reader: WireReader): Value {
  if (!reader.next()) throw invalid('A value has no type: set one of its fields.');
  switch (reader.field) {
    case ValueField.null:
      return { kind: 'null' };
    case ValueField.boolean:
      return { kind: 'boolean', value: reader.int64() !== 0n };
    case ValueField.integer:
      return { kind: 'integer', value: reader.int64() };
    case ValueField.double:
      return { kind: 'double', value: reader.double() };
    case ValueField.timestamp:
      return { kind: 'timestamp', ...readTimestamp(reader.nested()) };
    case ValueField.string:
      return { kind: 'string', value: reader.text() };
    case ValueField.bytes:
      return { kind: 'bytes', value: Buffer.from(reader.content()) };
    case ValueField.reference:
      return { kind: 'reference', value: reader.text() };
    case ValueField.geopoint:
      return { kind: 'geopoint', ...readGeopoint(reader.nested()) };
    case ValueField.array:
      return { kind: 'array', values: readArray(reader.nested()) };
    case ValueField.map:
      return { kind: 'map', fields: readMap(reader.nested()) };
    default:
      throw invalid(`Values of the type numbered ${reader.field} cannot be stored.`);
  }
}

/** The elements of a google.firestore.v1.ArrayValue. */
export function readArray(reader: WireReader): Value[] {
  const values: Value[] = [];
  while (reader.next()) if (reader.field === 1) values.push(readValue(reader.nested()));
  return values;
}

function readMap(reader: WireReader): Map<string, Value> {
  const fields = new Map<string, Value>();
  while (reader.next()) {
    if (reader.field !== 1) continue;
    const { key, value } = readEntry(reader.nested());
    fields.set(key, decodeValue(value));
  }
  return fields;
}

const NULL = varintField(ValueField.null, 0);

/** One entry of an encoded map: its name and its encoded value. */
export function readEntry(reader: WireReader): { key: string; value: Buffer } {
  let key = '';
  let value = NULL;
  while (reader.next()) {
    if (reader.field === 1) key = reader.text();
    else if (reader.field === 2) value = reader.content();
  }
  return { key, value };
}

/** A google.protobuf.Timestamp, at the microseconds that Firestore keeps. */
export function readTimestamp(reader: WireReader): { seconds: number; nanos: number } {
  let seconds = 0;
  let nanos = 0;
  while (reader.next()) {
    if (reader.field === 1) seconds = Number(reader.int64());
    else if (reader.field === 2) nanos = Number(reader.int64());
  }
  return { seconds, nanos: nanos - (nanos % NANOS_PER_MICRO) };
}

function readGeopoint(reader: WireReader): { latitude: number; longitude: number } {
  let latitude = 0;
  let longitude = 0;
  while (reader.next()) {
    if (reader.field === 1) latitude = reader.double();
    else if (reader.field === 2) longitude = reader.double();
  }
  return { latitude, longitude };
}

export function encodeValue(value: Value): Buffer {
  switch (value.kind) {
    case 'null':
      return NULL;
    case 'boolean':
      return varintField(ValueField.boolean, value.value ? 1 : 0);
    case 'integer':
      return varintField(ValueField.integer, value.value);
    case 'double':
      return doubleField(ValueField.double, value.value);
    case 'timestamp':
      return bytesField(ValueField.timestamp, encodeTimestamp(value.seconds, value.nanos));
    case 'string':
      return textField(ValueField.string, value.value);
    case 'bytes':
      return bytesField(ValueField.bytes, value.value);
    case 'reference':
      return textField(ValueField.reference, value.value);
    case 'geopoint':
      return bytesField(
        ValueField.geopoint,
        Buffer.concat([doubleField(1, value.latitude), doubleField(2, value.longitude)]),
      );
    case 'array':
      return bytesField(
        ValueField.array,
        Buffer.concat(value.values.map((element) => bytesField(1, encodeValue(element)))),
      );
    case 'map':
      return bytesField(
        ValueField.map,
        Buffer.concat(
          [...value.fields].map(([key, element]) => bytesField(1, encodeEntry(key, encodeValue(element)))),
        ),
      );
  }
}

/** The content of one map entry. */
export function encodeEntry(key: string, value: Buffer): Buffer {
  return Buffer.concat([textField(1, key), bytesField(2, value)]);
}

/** The content of a google.protobuf.Timestamp. */
export function encodeTimestamp(seconds: number, nanos: number): Buffer {
  return Buffer.concat([varintField(1, seconds), varintField(2, nanos)]);
}
