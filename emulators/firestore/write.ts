import { checkEntries } from './check-document.js';
import {
  DocumentField,
  type EncodedDocument,
  encodeDocument,
  fieldEntries,
  fieldsOf,
  microsOf,
  nameOf,
  timesOf,
  timestampOf,
} from './document.js';
import { type EncodedMap, getField, readEncodedMap, setField, writeEncodedMap } from './encoded-map.js';
import { type FieldPath, parseFieldPath } from './field-path.js';
import { limits } from './limits.js';
import type { ProtoFieldTransform, ProtoPrecondition, ProtoWrite, ProtoWriteResult } from './messages.js';
import { type DocumentName, fullName, parseDocumentName, pathOf } from './names.js';
import { alreadyExists, failedPrecondition, invalid, notFound } from './status.js';
import { applyTransform, type Transform, transformResult } from './transform.js';
import { decodeValue, encodeValue, readArray, type Value } from './value.js';
import { WireReader } from './wire.js';

interface FieldTransform {
  path: FieldPath;
  transform: Transform;
}

/** One write, checked as far as it can be without the document that it meets. */
export interface Write {
  name: DocumentName;
  /** Absent for a deletion. */
  change?: { entries: Buffer; mask: FieldPath[] | undefined; transforms: FieldTransform[] };
  precondition: ProtoPrecondition;
}

export interface Applied {
  /** Absent when the document does not exist afterwards. */
  document: EncodedDocument | undefined;
  changed: boolean;
  result: ProtoWriteResult;
}

/** Throws INVALID_ARGUMENT for what Firestore refuses before it looks at the document. */
export function parseWrite(write: ProtoWrite, database: string): Write {
  const parsed = parseOperation(write);
  if (parsed.name.database !== database) {
    throw invalid(
      `Document "${fullName(parsed.name)}" is not in the database "${database}" of this request.`,
    );
  }
  return parsed;
}

function parseOperation(write: ProtoWrite): Write {
  const precondition = write.currentDocument ?? {};
  if (write.update !== undefined) {
    const name = parseDocumentName(nameOf(write.update));
    return {
      name,
      precondition,
      change: {
        entries: checkEntries(fieldEntries(write.update), pathOf(name), fullName(name)),
        mask: write.updateMask?.fieldPaths.map(parseFieldPath),
        transforms: parseTransforms(write.updateTransforms ?? []),
      },
    };
  }
  if (write.transform) {
    const transforms = parseTransforms(write.transform.fieldTransforms);
    const change = { entries: Buffer.alloc(0), mask: [], transforms };
    return { name: parseDocumentName(write.transform.document), precondition, change };
  }
  if (write.delete === undefined) throw invalid('A write must hold one of update, delete and transform.');
  return { name: parseDocumentName(write.delete), precondition };
}

function parseTransforms(transforms: ProtoFieldTransform[]): FieldTransform[] {
  if (transforms.length > limits.transformsPerDocument) {
    throw invalid(`A document takes at most ${limits.transformsPerDocument} field transforms in a write.`);
  }
  return transforms.map((transform) => ({
    path: parseFieldPath(transform.fieldPath ?? ''),
    transform: parseTransform(transform),
  }));
}

function parseTransform(transform: ProtoFieldTransform): Transform {
  if (transform.setToServerValue === 'REQUEST_TIME') return { kind: 'serverTime' };
  for (const kind of ['increment', 'maximum', 'minimum'] as const) {
    const operand = transform[kind];
    if (operand) return { kind, operand: numeric(decodeValue(operand), kind) };
  }
  const append = transform.appendMissingElements;
  if (append) return { kind: 'append', elements: readArray(new WireReader(append)) };
  const remove = transform.removeAllFromArray;
  if (remove) return { kind: 'remove', elements: readArray(new WireReader(remove)) };
  throw invalid(`The transform of "${transform.fieldPath}" names no operation.`);
}

function numeric(operand: Value, kind: string): Value {
  if (operand.kind === 'integer' || operand.kind === 'double') return operand;
  throw invalid(`${kind} takes an integer or a double.`);
}

/** What the write makes of the document that it meets. `now` is the commit's time in microseconds. */
export function applyWrite(write: Write, before: EncodedDocument | undefined, now: number): Applied {
  checkPrecondition(write, before);
  if (!write.change) {
    const result = { updateTime: null, transformResults: [] };
    return { document: undefined, changed: before !== undefined, result };
  }
  const { entries, transformResults } = newEntries(write.name, write.change, before, now);
  if (before && entries.equals(fieldEntries(before))) {
    const updateTime = timestampOf(timesOf(before).updated);
    return { document: before, changed: false, result: { updateTime, transformResults } };
  }
  const created = before ? timesOf(before).created : now;
  return {
    document: encodeDocument(fullName(write.name), entries, { created, updated: now }),
    changed: true,
    result: { updateTime: timestampOf(now), transformResults },
  };
}

function checkPrecondition({ name, precondition }: Write, before: EncodedDocument | undefined): void {
  const { exists, updateTime } = precondition;
  if (exists === true && !before) throw notFound(`No document to update: ${fullName(name)}`);
  if (exists === false && before) throw alreadyExists(`Document already exists: ${fullName(name)}`);
  if (!updateTime) return;
  const stored = before ? timesOf(before).updated : 0;
  if (stored === microsOf(updateTime)) return;
  throw failedPrecondition(
    `the stored version (${stored}) does not match the required base version (${microsOf(updateTime)})`,
  );
}

function newEntries(
  name: DocumentName,
  change: NonNullable<Write['change']>,
  before: EncodedDocument | undefined,
  now: number,
): { entries: Buffer; transformResults: Buffer[] } {
  if (!change.mask && change.transforms.length === 0)
    return { entries: change.entries, transformResults: [] };
  const incoming = readEncodedMap(new WireReader(change.entries), DocumentField.fields);
  const fields = change.mask ? merged(before, incoming, change.mask) : incoming;
  const previous = change.mask || !before ? fields : fieldsOf(before);
  const transformResults = transformFields(fields, previous, change.transforms, now);
  const entries = writeEncodedMap(fields, DocumentField.fields);
  return { entries: checkEntries(entries, pathOf(name), fullName(name)), transformResults };
}

function merged(before: EncodedDocument | undefined, incoming: EncodedMap, mask: FieldPath[]): EncodedMap {
  const fields: EncodedMap = before ? fieldsOf(before) : new Map();
  for (const path of mask) setField(fields, path, getField(incoming, path));
  return fields;
}

function transformFields(
  fields: EncodedMap,
  previous: EncodedMap,
  transforms: FieldTransform[],
  now: number,
): Buffer[] {
  const serverTime: Value = { kind: 'timestamp', ...timestampOf(now) };
  return transforms.map(({ path, transform }) => {
    const before = getField(fields, path) ?? getField(previous, path);
    const after = applyTransform(transform, before && decodeValue(before), serverTime);
    setField(fields, path, encodeValue(after));
    return encodeValue(transformResult(transform, after));
  });
}
