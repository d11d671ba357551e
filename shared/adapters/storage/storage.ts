import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { BlobConflict, type Blobs } from '../../blob/blobs.js';
import type { StorageConfig } from './env.js';
import { ApiFailure, JsonApi } from './json-api.js';
import { type Pace, realPace } from './retry.js';

const NOT_FOUND = 404;
const PRECONDITION_FAILED = 412;
const PAGE_SIZE = 1_000;
const DEFAULT_CONTENT_TYPE = 'application/octet-stream';

const Written = z.object({ generation: z.string(), metadata: z.object({ write: z.string() }).optional() });
const Page = z.object({
  items: z.array(z.object({ name: z.string(), generation: z.string(), size: z.coerce.number() })).default([]),
  nextPageToken: z.string().optional(),
});

type PutOptions = NonNullable<Parameters<Blobs['put']>[2]>;

/**
 * Blobs in a bucket of Cloud Storage. Failures that pass are repeated for up to 30 seconds.
 * @throws Unavailable from every method when the service stays unreachable; Error with its words when it refuses
 */
export function storageBlobs(config: StorageConfig, pace: Pace = realPace): Blobs {
  return new BucketBlobs(config.STORAGE_BUCKET, new JsonApi(config, pace));
}

class BucketBlobs implements Blobs {
  readonly #bucket: string;
  readonly #api: JsonApi;

  constructor(bucket: string, api: JsonApi) {
    this.#bucket = bucket;
    this.#api = api;
  }

  async put(name: string, content: Uint8Array, options: PutOptions = {}): Promise<{ generation: string }> {
    const { ifGeneration } = options;
    const write = randomUUID();
    const query = new URLSearchParams({ uploadType: 'multipart' });
    if (ifGeneration !== undefined) query.set('ifGenerationMatch', ifGeneration);
    const { type, body } = related(name, content, options, write);
    const request = {
      method: 'POST',
      path: `/upload/storage/v1/b/${this.#bucket}/o?${query}`,
      headers: { 'content-type': type },
      body,
    } as const;
    try {
      const { generation } = await this.#api.send(request, jsonOf(Written));
      return { generation };
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (error.status !== PRECONDITION_FAILED || ifGeneration === undefined)
        throw this.#explain(error, name);
      const own = error.repeated ? await this.#generationOf(name, write) : undefined;
      if (own === undefined) throw new BlobConflict(name, ifGeneration);
      return { generation: own };
    }
  }

  async get(name: string): Promise<{ content: Buffer; generation: string } | undefined> {
    const request = { method: 'GET', path: `${this.#path(name)}?alt=media` } as const;
    return this.#unlessAbsent(name, () =>
      this.#api.send(request, async (response) => ({
        content: Buffer.from(await response.arrayBuffer()),
        generation: z.string().parse(response.headers.get('x-goog-generation')),
      })),
    );
  }

  async delete(name: string): Promise<void> {
    const request = { method: 'DELETE', path: this.#path(name) } as const;
    await this.#unlessAbsent(name, () => this.#api.send(request, async () => undefined));
  }

  async *list(prefix: string): AsyncIterable<{ name: string; generation: string; size: number }> {
    const query = new URLSearchParams({ prefix, maxResults: String(PAGE_SIZE) });
    query.set('fields', 'items(name,generation,size),nextPageToken');
    for (;;) {
      const request = { method: 'GET', path: `/storage/v1/b/${this.#bucket}/o?${query}` } as const;
      const { items, nextPageToken } = await this.#api.send(request, jsonOf(Page)).catch((error: unknown) => {
        throw this.#explain(error, `${prefix}*`);
      });
      yield* items;
      if (nextPageToken === undefined) return;
      query.set('pageToken', nextPageToken);
    }
  }

  #path(name: string): string {
    return `/storage/v1/b/${this.#bucket}/o/${encodeURIComponent(name)}`;
  }

  /** The generation that is there, when it is this very write: its answer was lost and the next attempt met it. */
  async #generationOf(name: string, write: string): Promise<string | undefined> {
    const request = { method: 'GET', path: this.#path(name) } as const;
    const there = await this.#unlessAbsent(name, () => this.#api.send(request, jsonOf(Written)));
    return there?.metadata?.write === write ? there.generation : undefined;
  }

  async #unlessAbsent<T>(name: string, send: () => Promise<T>): Promise<T | undefined> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof ApiFailure && error.status === NOT_FOUND) return undefined;
      throw this.#explain(error, name);
    }
  }

  #explain(error: unknown, name: string): unknown {
    if (!(error instanceof ApiFailure)) return error;
    const advice =
      error.status === NOT_FOUND
        ? 'does the bucket exist? (STORAGE_BUCKET)'
        : error.status === 401 || error.status === 403
          ? 'may this service account use the bucket?'
          : 'see the message above';
    return new Error(`${error.message} (gs://${this.#bucket}/${name}); ${advice}`, { cause: error });
  }
}

function jsonOf<T>(form: z.ZodType<T>): (response: Response) => Promise<T> {
  return async (response) => form.parse(await response.json());
}

/** `multipart/related`: what is said of the object, then its bytes, which the service checks against their MD5. */
function related(
  name: string,
  content: Uint8Array,
  { contentType = DEFAULT_CONTENT_TYPE }: PutOptions,
  write: string,
): { type: string; body: Uint8Array<ArrayBuffer> } {
  const md5Hash = createHash('md5').update(content).digest('base64');
  const about = JSON.stringify({ name, contentType, md5Hash, metadata: { write } });
  const head =
    `--${write}\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${about}\r\n` +
    `--${write}\r\ncontent-type: ${contentType}\r\n\r\n`;
  return {
    type: `multipart/related; boundary=${write}`,
    body: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${write}--`)]),
  };
}
