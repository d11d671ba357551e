import type { SparseVector } from './postings.js';

export type StoredVector = Float32Array | SparseVector;

/** The vectors of one point by name. */
export type PointVectors = Map<string, StoredVector>;

type Kind = 'dense' | 'sparse';

/** All numbers are stored in four bytes, at places that four divides: so they are read in place. */
const WORD = 4;

/**
 * A point's vectors on disk: the length of the head (uint32, little endian), the head
 * `[[name, kind, elements], ...]` as JSON filled up with spaces to whole words,
 * then for each a run of float32, or of uint32 and one of float32.
 */
export function encodeVectors(vectors: PointVectors): Buffer {
  const head = JSON.stringify(
    [...vectors].map(([name, vector]) =>
      isSparse(vector) ? [name, 'sparse', vector.indices.length] : [name, 'dense', vector.length],
    ),
  );
  const padding = ' '.repeat((WORD - (Buffer.byteLength(head) % WORD)) % WORD);
  const padded = Buffer.from(head + padding);
  const length = Buffer.alloc(WORD);
  length.writeUInt32LE(padded.length);
  const runs = [...vectors.values()].flatMap((vector) =>
    isSparse(vector) ? [bytesOf(vector.indices), bytesOf(vector.values)] : [bytesOf(vector)],
  );
  return Buffer.concat([length, padded, ...runs]);
}

/** The vectors are views of the record where it allows. */
export function decodeVectors(record: Buffer): PointVectors {
  const bytes = record.byteOffset % WORD === 0 ? record : new Uint8Array(record);
  const headEnd = WORD + record.readUInt32LE(0);
  const head = JSON.parse(record.toString('utf8', WORD, headEnd)) as [string, Kind, number][];
  const vectors: PointVectors = new Map();
  let at = bytes.byteOffset + headEnd;
  const skip = (elements: number) => {
    const start = at;
    at += elements * WORD;
    return start;
  };
  for (const [name, kind, length] of head) {
    if (kind === 'dense') vectors.set(name, new Float32Array(bytes.buffer, skip(length), length));
    else {
      vectors.set(name, {
        indices: new Uint32Array(bytes.buffer, skip(length), length),
        values: new Float32Array(bytes.buffer, skip(length), length),
      });
    }
  }
  return vectors;
}

export function isSparse(vector: StoredVector): vector is SparseVector {
  return !(vector instanceof Float32Array);
}

function bytesOf(array: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
