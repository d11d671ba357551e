import type { SparseVector } from './sparse-vectors.js';

export type StoredVector = Float32Array | SparseVector;

/** The vectors of one point by name. */
export type PointVectors = Map<string, StoredVector>;

type Kind = 'dense' | 'sparse';

/**
 * A point's vectors on disk: the length of the head (uint32, little endian), the head
 * `[[name, kind, elements], ...]` as JSON, then for each a run of float32, or of uint32 and float32.
 */
export function encodeVectors(vectors: PointVectors): Buffer {
  const head = Buffer.from(
    JSON.stringify(
      [...vectors].map(([name, vector]) =>
        isSparse(vector) ? [name, 'sparse', vector.indices.length] : [name, 'dense', vector.length],
      ),
    ),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const runs = [...vectors.values()].flatMap((vector) =>
    isSparse(vector) ? [bytesOf(vector.indices), bytesOf(vector.values)] : [bytesOf(vector)],
  );
  return Buffer.concat([length, head, ...runs]);
}

export function decodeVectors(record: Buffer): PointVectors {
  const headEnd = 4 + record.readUInt32LE(0);
  const head = JSON.parse(record.toString('utf8', 4, headEnd)) as [string, Kind, number][];
  const vectors: PointVectors = new Map();
  let at = headEnd;
  const read = <T extends Float32Array | Uint32Array>(into: T): T => {
    bytesOf(into).set(record.subarray(at, at + into.byteLength));
    at += into.byteLength;
    return into;
  };
  for (const [name, kind, length] of head) {
    if (kind === 'dense') vectors.set(name, read(new Float32Array(length)));
    else {
      vectors.set(name, { indices: read(new Uint32Array(length)), values: read(new Float32Array(length)) });
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
