import {
  type EncodedMap,
  findEncoded,
  readEncodedMap,
  selectFields,
  writeEncodedMap,
} from './encoded-map.js';
import type { FieldPath } from './field-path.js';
import { decodeValue, encodeTimestamp, readTimestamp, type Value } from './value.js';
import { bytesField, textField, WireReader } from './wire.js';

/**
 * A google.firestore.v1.Document as it is stored and sent: encoded once, when it is written.
 * We write its times first, so that they are found without walking over its fields.
 */
export type EncodedDocument = Buffer;

export interface DocumentTimes {
  /** Microseconds since the epoch. */
  created: number;
  updated: number;
}

export const DocumentField = { name: 1, fields: 2, createTime: 3, updateTime: 4 } as const;

const MICROS_PER_SECOND = 1_000_000;

/** As requests carry it; what is zero may be absent. */
export interface ProtoTimestamp {
  seconds?: number;
  nanos?: number;
}

export function timestampOf(micros: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(micros / MICROS_PER_SECOND);
  return { seconds, nanos: (micros - seconds * MICROS_PER_SECOND) * 1_000 };
}

export function microsOf({ seconds = 0, nanos = 0 }: ProtoTimestamp): number {
  return seconds * MICROS_PER_SECOND + Math.floor(nanos / 1_000);
}

/** `entries` are the document's encoded map entries, as `fieldEntries` or `writeEncodedMap` give them. */
export function encodeDocument(name: string, entries: Buffer, times?: DocumentTimes): EncodedDocument {
  const parts = [textField(DocumentField.name, name), entries];
  if (times) {
    parts.unshift(
      encodedTime(DocumentField.createTime, times.created),
      encodedTime(DocumentField.updateTime, times.updated),
    );
  }
  return Buffer.concat(parts);
}

function encodedTime(field: number, micros: number): Buffer {
  const { seconds, nanos } = timestampOf(micros);
  return bytesField(field, encodeTimestamp(seconds, nanos));
}

export function timesOf(document: EncodedDocument): DocumentTimes {
  const times = { created: 0, updated: 0 };
  const reader = new WireReader(document);
  while (times.updated === 0 && reader.next()) {
    if (reader.field === DocumentField.createTime) times.created = microsOf(readTimestamp(reader.nested()));
    if (reader.field === DocumentField.updateTime) times.updated = microsOf(readTimestamp(reader.nested()));
  }
  return times;
}

export function nameOf(document: EncodedDocument): string {
  const reader = new WireReader(document);
  while (reader.next()) if (reader.field === DocumentField.name) return reader.text();
  return '';
}

export function fieldsOf(document: EncodedDocument): EncodedMap {
  return readEncodedMap(new WireReader(document), DocumentField.fields);
}

/** Only the encoded map entries: one piece of the document when they stand together, as clients send them. */
export function fieldEntries(document: EncodedDocument): Buffer {
  const pieces: Buffer[] = [];
  const reader = new WireReader(document);
  let from = -1;
  while (reader.next()) {
    if (reader.field === DocumentField.fields) {
      if (from < 0) from = reader.start;
    } else if (from >= 0) {
      pieces.push(document.subarray(from, reader.start));
      from = -1;
    }
  }
  if (from >= 0) pieces.push(document.subarray(from));
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}

export function fieldValue(document: EncodedDocument, path: FieldPath): Value | undefined {
  const encoded = findEncoded(new WireReader(document), DocumentField.fields, path);
  return encoded && decodeValue(encoded);
}

/** The document with the fields of a mask only. */
export function masked(document: EncodedDocument, mask: readonly FieldPath[] | undefined): EncodedDocument {
  if (!mask) return document;
  const entries = writeEncodedMap(selectFields(fieldsOf(document), mask), DocumentField.fields);
  return encodeDocument(nameOf(document), entries, timesOf(document));
}
