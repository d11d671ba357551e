import type { Collection } from './collection.js';
import { DenseVectors } from './dense-vectors.js';
import { formatError, notServed, validationError, wrongInput } from './errors.js';
import { isObject, type Payload } from './json-path.js';
import type { SparseVector } from './postings.js';
import type { PointVectors, StoredVector } from './vector-record.js';

const LARGEST_TERM = 2 ** 32 - 1;

/** Reads a point's `vector`: a list of numbers for the unnamed one, or an object by name. */
export function parseVectors(collection: Collection, value: unknown): PointVectors {
  if (Array.isArray(value)) return new Map([['', parseVector(collection, '', value)]]);
  if (!isObject(value)) throw formatError('missing field `vector`');
  if (typeof value['model'] === 'string') throw notServed('Inference');
  const vectors: PointVectors = new Map();
  for (const [name, vector] of Object.entries(value)) {
    if (vector !== null && vector !== undefined) vectors.set(name, parseVector(collection, name, vector));
  }
  return vectors;
}

/** Reads a vector to be stored under, or compared with, a name. Throws 400 where it does not fit. */
export function parseVector(collection: Collection, name: string, value: unknown): StoredVector {
  const vectors = collection.vectorsNamed(name);
  if (isObject(value) && typeof value['model'] === 'string') throw notServed('Inference');
  if (!(vectors instanceof DenseVectors)) {
    if (!isObject(value)) throw wrongInput('Wrong usage of sparse vectors');
    return parseSparse(value);
  }
  if (!Array.isArray(value)) throw wrongInput('Wrong usage of sparse vectors');
  if (Array.isArray(value[0])) throw notServed('A multivector');
  if (value.length !== vectors.dimension) {
    throw wrongInput(`Vector dimension error: expected dim: ${vectors.dimension}, got ${value.length}`);
  }
  return vectors.prepare(numbers(value));
}

function parseSparse(value: Payload): SparseVector {
  const { indices, values } = value;
  if (!Array.isArray(indices) || !Array.isArray(values)) {
    throw formatError('a sparse vector needs `indices` and `values`');
  }
  if (indices.length !== values.length) throw validationError('values: must be the same length as indices');
  if (new Set(indices).size !== indices.length) throw validationError('indices: must be unique');
  const isTerm = (term: unknown) =>
    Number.isInteger(term) && Number(term) >= 0 && Number(term) <= LARGEST_TERM;
  if (!indices.every(isTerm)) throw formatError('indices of a sparse vector are unsigned 32-bit integers');
  return { indices: Uint32Array.from(indices), values: numbers(values) };
}

function numbers(list: unknown[]): Float32Array {
  const array = new Float32Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value !== 'number') throw formatError('a vector holds numbers only');
    array[i] = value;
  }
  return array;
}
