import type { Collection } from './collection.js';
import { formatError } from './errors.js';
import type { Payload } from './json-path.js';
import { type PayloadSelector, parsePayloadSelector } from './payload-selector.js';
import { isSparse, type StoredVector } from './vector-record.js';

/** What a request wants to know of each point. */
export interface Wanted {
  payload: PayloadSelector | undefined;
  /** Names of vectors, or all. */
  vectors: string[] | 'all' | 'none';
}

export function parseWanted(body: Payload, payloadByDefault: boolean): Wanted {
  return {
    payload: parsePayloadSelector(body['with_payload'], payloadByDefault),
    vectors: vectorsWanted(body['with_vector'] ?? body['with_vectors']),
  };
}

/** A point as answered, without what only some answers hold (score, version, order value). */
export function describePoint(collection: Collection, row: number, wanted: Wanted): Payload {
  return {
    id: collection.idOf(row),
    ...(wanted.payload ? { payload: wanted.payload(collection.payloadOf(row)) } : {}),
    ...(wanted.vectors === 'none' ? {} : { vector: describeVectors(collection, row, wanted.vectors) }),
  };
}

function vectorsWanted(value: unknown): Wanted['vectors'] {
  if (value === undefined || value === null || value === false) return 'none';
  if (value === true) return 'all';
  if (Array.isArray(value)) return value.map(String);
  throw formatError('data did not match any variant of untagged enum WithVector');
}

/** The unnamed vector alone is a bare list. */
function describeVectors(collection: Collection, row: number, names: string[] | 'all'): unknown {
  const vectors = [...collection.vectorsOf(row)].filter(([name]) => names === 'all' || names.includes(name));
  const [first] = vectors;
  if (vectors.length === 1 && first?.[0] === '') return describeVector(first[1]);
  return Object.fromEntries(vectors.map(([name, vector]) => [name, describeVector(vector)]));
}

function describeVector(vector: StoredVector): unknown {
  return isSparse(vector) ? { indices: [...vector.indices], values: [...vector.values] } : Array.from(vector);
}
