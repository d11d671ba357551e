import type { Store } from '../store.js';
import type { BucketRecord, ObjectRecord } from './resources.js';
import { notFound, StorageError } from './storage-error.js';

export interface ListQuery {
  prefix: string;
  delimiter: string;
  /** Continue behind this name, or behind all names of this prefix when it ends in the delimiter. */
  after: string | undefined;
  limit: number;
}

export interface Listing {
  objects: ObjectRecord[];
  prefixes: string[];
  /** Where the next page starts; undefined when this is the last one. */
  after: string | undefined;
}

const MICROSECONDS_A_MILLISECOND = 1000;

/** Which buckets and objects there are, without their bytes. Every change is one transaction on disk. */
export class Catalogue {
  static readonly tables = ['buckets', 'objects', 'generation'] as const;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  bucket(name: string): BucketRecord {
    const bucket = this.findBucket(name);
    if (!bucket) throw notFound('The specified bucket does not exist.');
    return bucket;
  }

  findBucket(name: string): BucketRecord | undefined {
    return parse<BucketRecord>(this.#store.table('buckets').get([name]));
  }

  buckets(): BucketRecord[] {
    return [...this.#store.table('buckets').entries()].flatMap(
      ({ value }) => parse<BucketRecord>(value) ?? [],
    );
  }

  putBucket(bucket: BucketRecord): void {
    this.#store.table('buckets').put([bucket.name], Buffer.from(JSON.stringify(bucket)));
  }

  deleteBucket(name: string): void {
    this.bucket(name);
    if (this.list(name, { prefix: '', delimiter: '', after: undefined, limit: 1 }).objects.length > 0) {
      throw new StorageError(409, 'conflict', 'The bucket you tried to delete is not empty.');
    }
    this.#store.table('buckets').delete([name]);
  }

  findObject(bucket: string, name: string): ObjectRecord | undefined {
    return parse<ObjectRecord>(this.#store.table('objects').get([bucket, name]));
  }

  /** With a generation, only when the object is still that one. */
  object(bucket: string, name: string, generation?: string | null): ObjectRecord {
    this.bucket(bucket);
    const object = this.findObject(bucket, name);
    if (!object || (generation && generation !== object.generation)) {
      throw notFound(`No such object: ${bucket}/${name}`);
    }
    return object;
  }

  putObject(object: ObjectRecord): void {
    this.#store.table('objects').put([object.bucket, object.name], Buffer.from(JSON.stringify(object)));
  }

  deleteObject(object: ObjectRecord): void {
    this.#store.table('objects').delete([object.bucket, object.name]);
  }

  *objects(): Iterable<ObjectRecord> {
    for (const { value } of this.#store.table('objects').entries()) yield* parseAll(value);
  }

  /** Microseconds of the given time, but always more than any before. Call inside the transaction that uses it. */
  nextGeneration(now: number): string {
    const table = this.#store.table('generation');
    const last = Number(table.get(['last'])?.toString() ?? 0);
    const next = String(Math.max(last + 1, now * MICROSECONDS_A_MILLISECOND));
    table.put(['last'], Buffer.from(next));
    return next;
  }

  /** Names in the order of their bytes; those with the delimiter behind the prefix only as their common part. */
  list(bucket: string, { prefix, delimiter, after, limit }: ListQuery): Listing {
    const page: Listing = { objects: [], prefixes: [], after: undefined };
    const start = after?.startsWith(prefix) ? after : prefix;
    let last = after;
    for (const { key, value } of this.#store.table('objects').entries({ start: [bucket, start] })) {
      const name = String(key[1]);
      if (key[0] !== bucket || !name.startsWith(prefix)) break;
      if (name === last || isWithin(name, last, { prefix, delimiter })) continue;
      if (page.objects.length + page.prefixes.length === limit) return { ...page, after: last };
      const cut = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
      if (cut < 0) {
        page.objects.push(...parseAll(value));
        last = name;
      } else {
        last = name.slice(0, cut + delimiter.length);
        page.prefixes.push(last);
      }
    }
    return page;
  }
}

/** Whether a name belongs to a common part that is listed already. */
function isWithin(
  name: string,
  listed: string | undefined,
  { prefix, delimiter }: Pick<ListQuery, 'prefix' | 'delimiter'>,
): boolean {
  if (listed === undefined || delimiter === '' || listed.length <= prefix.length) return false;
  return listed.endsWith(delimiter) && name.startsWith(listed);
}

function parse<T>(value: Buffer | undefined): T | undefined {
  return value && (JSON.parse(value.toString()) as T);
}

function parseAll(value: Buffer): ObjectRecord[] {
  return [JSON.parse(value.toString()) as ObjectRecord];
}
