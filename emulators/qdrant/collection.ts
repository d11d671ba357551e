import type { Store, Table } from '../store.js';
import { Bitmap } from './bitmap.js';
import type { CollectionConfig } from './collection-config.js';
import { DenseVectors } from './dense-vectors.js';
import { wrongInput } from './errors.js';
import type { Rows } from './filter-planner.js';
import { isObject, type Payload } from './json-path.js';
import type { Candidate } from './matcher.js';
import type { MatrixProduct } from './matrix-product.js';
import { type FieldSchema, PayloadIndexes } from './payload-indexes.js';
import type { PointId } from './point-id.js';
import { PointRows } from './point-rows.js';
import { PostingsBuilder } from './postings-builder.js';
import { SparseVectors } from './sparse-vectors.js';
import {
  decodeVectors,
  encodeVectors,
  isSparse,
  type PointVectors,
  type StoredVector,
} from './vector-record.js';

/** What is kept of a collection besides its points. */
export interface CollectionRecord {
  /** Prefix of its points' keys; never given to another collection. */
  id: number;
  name: string;
  config: CollectionConfig;
  indexes: Record<string, FieldSchema>;
}

const VERSION_BYTES = 8;

/**
 * The points of one collection: on disk the truth, in memory all that searches need but the payloads.
 * `points` holds per point its version (float64) and its payload (JSON), `vectors` its vectors; `centres` per name
 * of vectors what their index was built from.
 */
export class Collection implements Rows {
  readonly record: CollectionRecord;
  indexes = new PayloadIndexes();
  #points = new PointRows();
  #dense = new Map<string, DenseVectors>();
  #sparse = new Map<string, SparseVectors>();
  #versions: number[] = [];
  /** Number of the last write. */
  #operation = 0;
  #isErased = false;
  readonly #store: Store;
  readonly #payloadTable: Table;
  readonly #vectorTable: Table;
  readonly #centreTable: Table;
  readonly #product: MatrixProduct;

  constructor(store: Store, record: CollectionRecord, product: MatrixProduct) {
    this.#store = store;
    this.#payloadTable = store.table('points');
    this.#vectorTable = store.table('vectors');
    this.#centreTable = store.table('centres');
    this.#product = product;
    this.record = record;
    this.load();
  }

  /** Builds what is in memory from what is on disk. */
  load(): void {
    const { id, config, indexes } = this.record;
    this.#points = new PointRows();
    this.#versions = [];
    this.indexes = new PayloadIndexes();
    for (const [field, schema] of Object.entries(indexes)) this.indexes.create(field, schema);
    this.#dense = new Map(
      Object.entries(config.vectors).map(([name, { size, distance }]) => [
        name,
        new DenseVectors(size, distance, this.#product),
      ]),
    );
    this.#sparse = new Map(
      Object.entries(config.sparse_vectors).map(([name, { modifier }]) => [
        name,
        new SparseVectors(modifier === 'idf'),
      ]),
    );
    this.#loadPayloads();
    this.#loadVectors();
    for (const [name, { index }] of this.#dense) {
      const centres = this.#centreTable.get([id, name]);
      if (centres) index?.keep(new Float32Array(new Uint8Array(centres).buffer));
    }
  }

  #loadPayloads(): void {
    for (const { key, value } of this.#payloadTable.entries(this.#range)) {
      const row = this.#points.add(key[1] ?? 0);
      this.#versions[row] = value.readDoubleLE(0);
      this.#operation = Math.max(this.#operation, this.#versions[row] ?? 0);
      this.indexes.add(row, parsePayload(value));
    }
  }

  #loadVectors(): void {
    const sparse = new Map([...this.#sparse.keys()].map((name) => [name, new PostingsBuilder()]));
    for (const { key, value } of this.#vectorTable.entries(this.#range)) {
      const row = this.#points.rowOf(key[1] ?? 0);
      if (row === undefined) continue;
      for (const [name, vector] of decodeVectors(value)) {
        if (isSparse(vector)) sparse.get(name)?.add(row, vector);
        else this.#dense.get(name)?.set(row, vector);
      }
    }
    for (const [name, vectors] of sparse) this.#sparse.get(name)?.fill(vectors);
  }

  get size(): number {
    return this.#points.size;
  }

  get live(): Bitmap {
    return this.#points.live;
  }

  get points(): PointRows {
    return this.#points;
  }

  rowOf(id: PointId): number | undefined {
    return this.#points.rowOf(id);
  }

  idOf(row: number): PointId {
    return this.#points.idOf(row);
  }

  versionOf(row: number): number {
    return this.#versions[row] ?? 0;
  }

  /** A copy of the row's payload. */
  payloadOf(row: number): Payload {
    const stored = this.#payloadTable.get(this.#key(row));
    return stored ? parsePayload(stored) : {};
  }

  vectorsOf(row: number): PointVectors {
    const stored = this.#vectorTable.get(this.#key(row));
    return stored ? decodeVectors(stored) : new Map();
  }

  rowsWithVector(name: string): Bitmap {
    return this.#dense.get(name)?.rows ?? this.#sparse.get(name)?.rows ?? new Bitmap();
  }

  candidate(row: number): Candidate {
    return {
      id: this.idOf(row),
      payload: this.payloadOf(row),
      hasVector: (name) => this.rowsWithVector(name).has(row),
      textParams: (field) => this.indexes.textParams(field),
    };
  }

  /** The searchable vectors of a name. Throws 400 where the collection has none of that name. */
  vectorsNamed(name: string): DenseVectors | SparseVectors {
    const vectors = this.#dense.get(name) ?? this.#sparse.get(name);
    if (!vectors) throw wrongInput(`Not existing vector name error: ${name}`);
    return vectors;
  }

  vectorNames(): string[] {
    return [...this.#dense.keys(), ...this.#sparse.keys()];
  }

  /** Vectors stored in all points together, sparse ones included. */
  vectorsCount(): number {
    return this.vectorNames().reduce((sum, name) => sum + this.rowsWithVector(name).count(), 0);
  }

  /** Whether an index over vectors is missing or outgrown. */
  get isOptimizing(): boolean {
    return [...this.#dense.values()].some(({ index }) => index?.isDue);
  }

  /** Builds those indexes; yields between short pieces of work. */
  async *optimize(): AsyncGenerator<undefined, void> {
    for (const [name, vectors] of this.#dense) {
      if (!vectors.index?.isDue) continue;
      yield* vectors.index.build();
      const { centres } = vectors.index;
      // Meanwhile the collection may have been read again, or be gone.
      if (!centres || this.#dense.get(name) !== vectors || this.#isErased) continue;
      this.#centreTable.put([this.record.id, name], Buffer.from(centres.buffer));
    }
  }

  /** Does one write, all of it or nothing, and returns its number. It is on disk when this returns. */
  write(work: () => void): number {
    this.#operation++;
    try {
      this.#store.transaction(work);
    } catch (error) {
      // The disk has forgotten the half that was done; so must the memory.
      this.load();
      throw error;
    }
    return this.#operation;
  }

  /** Stores a point, replacing one of the same id wholly. Within `write`, like all below. */
  put(id: PointId, vectors: PointVectors, payload: Payload): void {
    const row = this.#points.add(id);
    this.#storeVectors(row, vectors);
    this.putPayload(row, payload);
  }

  putPayload(row: number, payload: Payload): void {
    const key = this.#key(row);
    const stored = this.#payloadTable.get(key);
    if (stored) this.indexes.remove(row, parsePayload(stored));
    this.indexes.add(row, payload);
    this.#payloadTable.put(key, this.#stamp(row, JSON.stringify(payload)));
  }

  /** Replaces all vectors of the row. */
  putVectors(row: number, vectors: PointVectors): void {
    this.#storeVectors(row, vectors);
    const stored = this.#payloadTable.get(this.#key(row));
    if (stored) this.#payloadTable.put(this.#key(row), this.#stamp(row, stored.subarray(VERSION_BYTES)));
  }

  delete(row: number): void {
    const key = this.#key(row);
    this.indexes.remove(row, this.payloadOf(row));
    for (const [name, vector] of this.vectorsOf(row)) this.#forgetVector(row, name, vector);
    this.#payloadTable.delete(key);
    this.#vectorTable.delete(key);
    this.#points.delete(row);
  }

  createIndex(field: string, schema: FieldSchema): void {
    this.record.indexes[field] = schema;
    this.indexes.create(field, schema);
    this.live.forEach((row) => this.indexes.add(row, this.payloadOf(row), field));
  }

  dropIndex(field: string): void {
    delete this.record.indexes[field];
    this.indexes.drop(field);
  }

  /** Removes all points from the disk. */
  erase(): void {
    this.#isErased = true;
    for (const table of [this.#payloadTable, this.#vectorTable, this.#centreTable]) {
      for (const key of [...table.entries(this.#range)].map((entry) => entry.key)) table.delete(key);
    }
  }

  /** Of its keys in the tables. */
  get #range() {
    return { start: [this.record.id], end: [this.record.id + 1] };
  }

  #key(row: number): (string | number)[] {
    return [this.record.id, this.idOf(row)];
  }

  #stamp(row: number, payload: string | Buffer): Buffer {
    this.#versions[row] = this.#operation;
    const version = Buffer.alloc(VERSION_BYTES);
    version.writeDoubleLE(this.#operation);
    return Buffer.concat([version, Buffer.from(payload)]);
  }

  #storeVectors(row: number, vectors: PointVectors): void {
    const previous = this.vectorsOf(row);
    for (const [name, vector] of previous) if (!vectors.has(name)) this.#forgetVector(row, name, vector);
    for (const [name, vector] of vectors) this.#indexVector(row, name, vector, previous.get(name));
    this.#vectorTable.put(this.#key(row), encodeVectors(vectors));
  }

  #indexVector(row: number, name: string, vector: StoredVector, previous?: StoredVector): void {
    if (isSparse(vector)) {
      this.#sparse.get(name)?.set(row, vector, previous && isSparse(previous) ? previous : undefined);
    } else this.#dense.get(name)?.set(row, vector);
  }

  #forgetVector(row: number, name: string, vector: StoredVector): void {
    if (isSparse(vector)) this.#sparse.get(name)?.delete(row, vector);
    else this.#dense.get(name)?.delete(row);
  }
}

function parsePayload(stored: Buffer): Payload {
  const payload: unknown = JSON.parse(stored.toString('utf8', VERSION_BYTES));
  return isObject(payload) ? payload : {};
}
