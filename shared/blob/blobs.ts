/** Large immutable or versioned objects, e.g. pages of an ingestion run, trained factors. */
export interface Blobs {
  /**
   * Writes the whole object, replacing what is there; resolves with its generation once durable. With
   * `ifGeneration` (0: must not exist) rejects with BlobConflict when another one is there.
   */
  put(
    name: string,
    content: Uint8Array,
    options?: { contentType?: string; ifGeneration?: string },
  ): Promise<{ generation: string }>;
  /** undefined when there is none. */
  get(name: string): Promise<{ content: Buffer; generation: string } | undefined>;
  /** Resolves also when there is none. */
  delete(name: string): Promise<void>;
  /** In the order of the names' bytes; `size` in bytes. */
  list(prefix: string): AsyncIterable<{ name: string; generation: string; size: number }>;
}

/** Another generation is there than the one that a writer expected. */
export class BlobConflict extends Error {
  constructor(
    readonly blob: string,
    readonly expectedGeneration: string,
  ) {
    super(`${blob} is not at generation ${expectedGeneration} any more: read it again before writing`);
    this.name = 'BlobConflict';
  }
}
