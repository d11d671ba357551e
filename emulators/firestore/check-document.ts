import { DocumentField } from './document.js';
import { limits } from './limits.js';
import { invalid } from './status.js';
import { decodeValue, encodeEntry, encodeValue, readEntry, ValueField } from './value.js';
import { bytesField, WireReader } from './wire.js';

/** What Firestore counts for a value of fixed size, in bytes. */
const FIXED_SIZE = { flag: 1, number: 8, geopoint: 16 } as const;
const NAME_OVERHEAD = 16;
const DOCUMENT_OVERHEAD = 32;
/** The longest string or bytes value; the rest of 1 MiB is kept for the document's own overhead. */
const LONGEST_VALUE = 1_048_487;
const RESERVED_FIELD = /^__.*__$/s;
const VECTOR_MARKER = '__type__';
const UNDERSCORE = 0x5f;

/** Counts a document's size as Firestore bills it and refuses what Firestore does not store. */
class Inspection {
  /** Timestamps finer than a microsecond stand inside: the document must be written anew. */
  tooFine = false;

  /** `property` is the top-level field that messages name. */
  value(reader: WireReader, property: string, depth: number): number {
    if (!reader.next()) throw invalid(`The value of property "${property}" has no type.`);
    switch (reader.field) {
      case ValueField.null:
      case ValueField.boolean:
        return FIXED_SIZE.flag;
      case ValueField.integer:
      case ValueField.double:
        return FIXED_SIZE.number;
      case ValueField.timestamp:
        this.#timestamp(reader.nested());
        return FIXED_SIZE.number;
      case ValueField.geopoint:
        return FIXED_SIZE.geopoint;
      case ValueField.string:
        return this.#length(reader, property) + 1;
      case ValueField.bytes:
        return this.#length(reader, property);
      case ValueField.reference:
        return reader.to - reader.from + NAME_OVERHEAD;
      case ValueField.array:
        return this.#array(reader.nested(), property, depth + 1);
      case ValueField.map:
        return this.map(reader.nested(), 1, property, depth + 1);
      default:
        throw invalid(`The value of property "${property}" has a type that cannot be stored.`);
    }
  }

  map(reader: WireReader, entriesField: number, property: string, depth: number): number {
    if (depth > limits.valueDepth) throw invalid(`Property ${property} contains an invalid nested entity.`);
    let size = 0;
    while (reader.next()) {
      if (reader.field === entriesField) size += this.#entry(reader.nested(), property, depth);
    }
    return size;
  }

  #entry(reader: WireReader, property: string, depth: number): number {
    let size = 0;
    let named = property;
    while (reader.next()) {
      if (reader.field === 1) {
        checkFieldName(reader);
        if (depth === 0) named = reader.text();
        size += reader.to - reader.from + 1;
      } else if (reader.field === 2) {
        size += this.value(reader.nested(), named, depth);
      }
    }
    if (size === 0) throw invalid('Field names must not be empty.');
    return size;
  }

  #array(reader: WireReader, property: string, depth: number): number {
    if (depth > limits.valueDepth) throw invalid(`Property ${property} contains an invalid nested entity.`);
    let size = 0;
    while (reader.next()) {
      const element = reader.nested();
      size += this.value(element, property, depth);
      if (element.field === ValueField.array)
        throw invalid('Cannot convert an array value in an array value.');
    }
    return size;
  }

  #length(reader: WireReader, property: string): number {
    const length = reader.to - reader.from;
    if (length > LONGEST_VALUE) {
      throw invalid(`The value of property "${property}" is longer than ${LONGEST_VALUE} bytes.`);
    }
    return length;
  }

  #timestamp(reader: WireReader): void {
    while (reader.next()) {
      if (reader.field === 2 && Number(reader.int64()) % 1_000 !== 0) this.tooFine = true;
    }
  }
}

function checkFieldName(reader: WireReader): void {
  const length = reader.to - reader.from;
  if (length === 0) throw invalid('Field names must not be empty.');
  if (length > limits.nameBytes) throw invalid(`The property.name is longer than ${limits.nameBytes} bytes.`);
  if (reader.bytes[reader.from] !== UNDERSCORE) return;
  const name = reader.text();
  if (RESERVED_FIELD.test(name) && name !== VECTOR_MARKER) throw invalid(`field name ${name} is reserved`);
}

/**
 * Checks the encoded map entries of a document (any message that holds them under field 2) and gives them back
 * as they are to be stored: the same bytes, unless a timestamp is finer than the microseconds that are kept.
 */
export function checkEntries(entries: Buffer, path: string, fullName: string): Buffer {
  const inspection = new Inspection();
  const fields = inspection.map(new WireReader(entries), DocumentField.fields, '', 0);
  const size = fields + Buffer.byteLength(path) + 1 + NAME_OVERHEAD + DOCUMENT_OVERHEAD;
  if (size > limits.documentBytes) {
    throw invalid(
      `Document '${fullName}' cannot be written because its size (${size.toLocaleString('en-US')} bytes) exceeds ` +
        `the maximum allowed size of ${limits.documentBytes.toLocaleString('en-US')} bytes.`,
    );
  }
  return inspection.tooFine ? rounded(entries) : entries;
}

function rounded(entries: Buffer): Buffer {
  const pieces: Buffer[] = [];
  const reader = new WireReader(entries);
  while (reader.next()) {
    const { key, value } = readEntry(reader.nested());
    pieces.push(bytesField(DocumentField.fields, encodeEntry(key, encodeValue(decodeValue(value)))));
  }
  return Buffer.concat(pieces);
}
