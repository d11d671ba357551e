import { z } from 'zod';
import { invalid } from './storage-error.js';

/** Longest object name, in bytes of UTF-8. */
export const OBJECT_NAME_LIMIT = 1024;
/** All keys and values of an object's custom metadata together, in bytes. */
export const CUSTOM_METADATA_LIMIT = 8 * 1024;
const BUCKET_NAME = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;

const instant = z.iso.datetime({ offset: true });

/** What a client may say of an object; null takes a value away. */
export const objectInput = z.object({
  name: z.string().optional(),
  contentType: z.string().nullish(),
  contentEncoding: z.string().nullish(),
  contentDisposition: z.string().nullish(),
  contentLanguage: z.string().nullish(),
  cacheControl: z.string().nullish(),
  customTime: instant.nullish(),
  metadata: z.record(z.string(), z.string().nullable()).nullish(),
  md5Hash: z.string().optional(),
  crc32c: z.string().optional(),
});
export type ObjectInput = z.infer<typeof objectInput>;

const lifecycleRule = z.object({
  action: z.object({ type: z.enum(['Delete', 'SetStorageClass', 'AbortIncompleteMultipartUpload']) }),
  condition: z.object({
    /** Days since the object was written. */
    age: z.number().int().nonnegative().optional(),
    daysSinceCustomTime: z.number().int().nonnegative().optional(),
    matchesPrefix: z.array(z.string()).optional(),
    matchesSuffix: z.array(z.string()).optional(),
  }),
});
export type LifecycleRule = z.infer<typeof lifecycleRule>;

export const bucketInput = z.looseObject({
  name: z.string().optional(),
  lifecycle: z.object({ rule: z.array(lifecycleRule).optional() }).nullish(),
});
export type BucketInput = z.infer<typeof bucketInput>;

export interface BucketRecord {
  name: string;
  metageneration: number;
  timeCreated: number;
  updated: number;
  /** What the client said, answered as it came. */
  settings: BucketInput;
}

export interface ObjectRecord {
  bucket: string;
  name: string;
  /** Where the bytes are; never shown. */
  file: string;
  generation: string;
  metageneration: number;
  size: number;
  md5Hash: string;
  crc32c: string;
  timeCreated: number;
  updated: number;
  settings: ObjectInput;
}

export function parseInput<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(`Invalid value for field ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

export function checkObjectName(name: string): void {
  const wellFormed = name !== '' && name !== '.' && name !== '..' && !/[\r\n]/.test(name);
  if (!wellFormed)
    throw invalid('Invalid object name: it must not be empty, ".", ".." or hold a line break.');
  if (Buffer.byteLength(name) > OBJECT_NAME_LIMIT) {
    throw invalid(`The maximum object length is ${OBJECT_NAME_LIMIT} characters, but got a longer name.`);
  }
}

export function checkBucketName(name: string): void {
  if (!BUCKET_NAME.test(name) || name.split('.').some((part) => part.length > 63)) {
    throw invalid(`Invalid bucket name: '${name}'`);
  }
}

/** The given settings over those that are there; null removes, custom metadata is joined key by key. */
export function mergeSettings(present: ObjectInput, changes: ObjectInput): ObjectInput {
  const metadata = changes.metadata === null ? null : { ...present.metadata, ...changes.metadata };
  const merged: ObjectInput = { ...present, ...changes, metadata: withoutNulls(metadata ?? {}) };
  const size = Object.entries(merged.metadata ?? {}).join('').length;
  if (size > CUSTOM_METADATA_LIMIT) throw invalid('The total size of the custom metadata exceeds 8 KiB.');
  return withoutNulls(merged);
}

function withoutNulls<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as T;
}

export function bucketResource(bucket: BucketRecord): unknown {
  return {
    kind: 'storage#bucket',
    storageClass: 'STANDARD',
    location: 'US',
    ...bucket.settings,
    id: bucket.name,
    name: bucket.name,
    metageneration: String(bucket.metageneration),
    timeCreated: new Date(bucket.timeCreated).toISOString(),
    updated: new Date(bucket.updated).toISOString(),
    etag: etag(bucket.name, String(bucket.metageneration)),
  };
}

/** As the JSON API shows an object; 64-bit numbers are strings. */
export function objectResource(object: ObjectRecord, origin: string): Record<string, unknown> {
  const { metadata, name: _, ...settings } = object.settings;
  const path = `b/${object.bucket}/o/${encodeURIComponent(object.name)}`;
  return {
    kind: 'storage#object',
    id: `${object.bucket}/${object.name}/${object.generation}`,
    selfLink: `${origin}/storage/v1/${path}`,
    mediaLink: `${origin}/download/storage/v1/${path}?generation=${object.generation}&alt=media`,
    ...settings,
    ...(metadata && Object.keys(metadata).length > 0 ? { metadata } : {}),
    name: object.name,
    bucket: object.bucket,
    generation: object.generation,
    metageneration: String(object.metageneration),
    storageClass: 'STANDARD',
    size: String(object.size),
    md5Hash: object.md5Hash,
    crc32c: object.crc32c,
    etag: etag(object.generation, String(object.metageneration)),
    timeCreated: new Date(object.timeCreated).toISOString(),
    updated: new Date(object.updated).toISOString(),
  };
}

export function etag(...parts: string[]): string {
  return Buffer.from(parts.join('/')).toString('base64url');
}
