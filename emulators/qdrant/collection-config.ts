import { z } from 'zod';
import { formatError, notServed, validationError } from './errors.js';
import { isObject, type Payload } from './json-path.js';

/** The product's own limit. */
const LARGEST_DIMENSION = 65_536;

const anyObject = z.record(z.string(), z.unknown());
const optionalObject = anyObject.nullish();

const vectorParams = z.object({
  size: z.number().int(),
  distance: z.enum(['Cosine', 'Dot', 'Euclid', 'Manhattan']),
  hnsw_config: optionalObject,
  quantization_config: optionalObject,
  on_disk: z.boolean().nullish(),
  datatype: z.enum(['float32', 'float16', 'uint8']).nullish(),
  multivector_config: optionalObject,
});

const sparseParams = z.object({ index: optionalObject, modifier: z.enum(['none', 'idf']).nullish() });

const collectionConfig = z.object({
  /** By name; the vector of a collection with a single one has the name `''`. */
  vectors: z.record(z.string(), vectorParams),
  sparse_vectors: z.record(z.string(), sparseParams),
  params: anyObject,
  hnsw_config: anyObject,
  optimizer_config: anyObject,
  wal_config: anyObject,
  quantization_config: optionalObject,
  strict_mode_config: anyObject,
  metadata: optionalObject,
});

/** How a collection is configured; what tunes the real engine is kept and answered, without effect here. */
export type CollectionConfig = z.infer<typeof collectionConfig>;
export type VectorParams = z.infer<typeof vectorParams>;

const defaults = {
  params: { shard_number: 1, replication_factor: 1, write_consistency_factor: 1, on_disk_payload: true },
  hnsw_config: {
    m: 16,
    ef_construct: 100,
    full_scan_threshold: 10_000,
    max_indexing_threads: 0,
    on_disk: false,
  },
  optimizer_config: {
    deleted_threshold: 0.2,
    vacuum_min_vector_number: 1_000,
    default_segment_number: 0,
    max_segment_size: null,
    memmap_threshold: null,
    indexing_threshold: 10_000,
    flush_interval_sec: 5,
    max_optimization_threads: null,
  },
  wal_config: { wal_capacity_mb: 32, wal_segments_ahead: 0, wal_retain_closed: 1 },
  strict_mode_config: { enabled: false },
};

const createRequest = z.object({
  vectors: z.unknown().optional(),
  sparse_vectors: z.record(z.string(), sparseParams).nullish(),
  shard_number: z.number().int().min(1).nullish(),
  sharding_method: z.enum(['auto', 'custom']).nullish(),
  replication_factor: z.number().int().min(1).nullish(),
  write_consistency_factor: z.number().int().min(1).nullish(),
  on_disk_payload: z.boolean().nullish(),
  hnsw_config: optionalObject,
  wal_config: optionalObject,
  optimizers_config: optionalObject,
  quantization_config: optionalObject,
  strict_mode_config: optionalObject,
  metadata: optionalObject,
});

/** Reads the body of `PUT /collections/{name}`. */
export function parseCreateCollection(body: unknown): CollectionConfig {
  const request = read(createRequest, body);
  const { shard_number, sharding_method, replication_factor, write_consistency_factor, on_disk_payload } =
    request;
  return {
    vectors: vectorsOf(request.vectors),
    sparse_vectors: request.sparse_vectors ?? {},
    params: overlay(defaults.params, {
      shard_number,
      sharding_method,
      replication_factor,
      write_consistency_factor,
      on_disk_payload,
    }),
    hnsw_config: overlay(defaults.hnsw_config, request.hnsw_config),
    optimizer_config: overlay(defaults.optimizer_config, request.optimizers_config),
    wal_config: overlay(defaults.wal_config, request.wal_config),
    quantization_config: request.quantization_config ?? null,
    strict_mode_config: overlay(defaults.strict_mode_config, request.strict_mode_config),
    metadata: request.metadata,
  };
}

const vectorDiff = vectorParams.pick({ hnsw_config: true, on_disk: true }).extend({
  quantization_config: z.union([anyObject, z.literal('Disabled')]).nullish(),
});

const updateRequest = z.object({
  vectors: z.record(z.string(), vectorDiff).nullish(),
  sparse_vectors: z.record(z.string(), sparseParams).nullish(),
  params: optionalObject,
  hnsw_config: optionalObject,
  optimizers_config: optionalObject,
  quantization_config: z.union([anyObject, z.literal('Disabled')]).nullish(),
  strict_mode_config: optionalObject,
  metadata: optionalObject,
});

/** The configuration after the body of `PATCH /collections/{name}`. */
export function updateConfig(config: CollectionConfig, body: unknown): CollectionConfig {
  const diff = read(updateRequest, body);
  const quantization = diff.quantization_config ?? config.quantization_config;
  return {
    vectors: updateVectorParams(config.vectors, diff.vectors ?? {}),
    sparse_vectors: updateSparseParams(config.sparse_vectors, diff.sparse_vectors ?? {}),
    params: overlay(config.params, diff.params),
    hnsw_config: overlay(config.hnsw_config, diff.hnsw_config),
    optimizer_config: overlay(config.optimizer_config, diff.optimizers_config),
    wal_config: config.wal_config,
    quantization_config: quantization === 'Disabled' ? null : quantization,
    strict_mode_config: overlay(config.strict_mode_config, diff.strict_mode_config),
    metadata: diff.metadata ? overlay(config.metadata ?? {}, diff.metadata) : config.metadata,
  };
}

/** `config` of the collection's description, as the server words it. */
export function describeConfig(config: CollectionConfig): Payload {
  const { vectors, sparse_vectors, params, metadata, ...rest } = config;
  const hasSparse = Object.keys(sparse_vectors).length > 0;
  return {
    params: { vectors: vectors[''] ?? vectors, ...params, ...(hasSparse ? { sparse_vectors } : {}) },
    ...rest,
    ...(metadata ? { metadata } : {}),
  };
}

function vectorsOf(value: unknown): Record<string, VectorParams> {
  if (value === undefined || value === null) return {};
  const isSingle = isObject(value) && typeof value['size'] === 'number';
  const vectors = read(z.record(z.string(), vectorParams), isSingle ? { '': value } : value);
  for (const [name, { size, multivector_config }] of Object.entries(vectors)) {
    if (multivector_config) throw notServed('A multivector');
    if (size < 1 || size > LARGEST_DIMENSION) {
      const field = name === '' ? 'vectors.size' : `vectors.${name}.size`;
      throw validationError(`${field}: value ${size} invalid, must be from 1 to ${LARGEST_DIMENSION}`);
    }
  }
  return vectors;
}

function updateVectorParams(
  vectors: CollectionConfig['vectors'],
  diffs: Record<string, z.infer<typeof vectorDiff>>,
): CollectionConfig['vectors'] {
  const updated = { ...vectors };
  for (const [name, diff] of Object.entries(diffs)) {
    const params = Object.hasOwn(updated, name) ? updated[name] : undefined;
    if (!params) throw unknownVector(name);
    const quantization = diff.quantization_config ?? params.quantization_config;
    updated[name] = {
      ...params,
      on_disk: diff.on_disk ?? params.on_disk,
      hnsw_config: diff.hnsw_config
        ? overlay(params.hnsw_config ?? {}, diff.hnsw_config)
        : params.hnsw_config,
      quantization_config: quantization === 'Disabled' ? null : quantization,
    };
  }
  return updated;
}

function updateSparseParams(
  vectors: CollectionConfig['sparse_vectors'],
  diffs: CollectionConfig['sparse_vectors'],
): CollectionConfig['sparse_vectors'] {
  const updated = { ...vectors };
  for (const [name, diff] of Object.entries(diffs)) {
    const params = Object.hasOwn(updated, name) ? updated[name] : undefined;
    if (!params) throw unknownVector(name);
    updated[name] = { index: diff.index ?? params.index, modifier: diff.modifier ?? params.modifier };
  }
  return updated;
}

function unknownVector(name: string) {
  return validationError(`vectors: Not existing vector name error: ${name}`);
}

/** `over` laid on `base`; what is null or absent there leaves the base. */
function overlay(base: Payload, over: Payload | null | undefined): Payload {
  const set = Object.entries(over ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return { ...base, ...Object.fromEntries(set) };
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw formatError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not understood'}`);
}
