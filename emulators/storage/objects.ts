import type { FileHandle } from 'node:fs/promises';
import type { SuiteClock } from '../clock.js';
import type { Store } from '../store.js';
import type { Catalogue } from './catalogue.js';
import { crc32c, md5 } from './checksums.js';
import type { Contents } from './contents.js';
import { checkPreconditions, type Preconditions } from './preconditions.js';
import { checkObjectName, mergeSettings, type ObjectInput, type ObjectRecord } from './resources.js';
import { invalid } from './storage-error.js';

const COMPOSE_LIMIT = 32;
const DEFAULT_CONTENT_TYPE = 'application/octet-stream';

export interface NewObject {
  bucket: string;
  name: string;
  settings: ObjectInput;
  content: Buffer;
  conditions: Preconditions;
}

export interface Parts {
  store: Store;
  catalogue: Catalogue;
  contents: Contents;
  clock: SuiteClock;
}

/** What can be done with objects. Bytes reach their file first, the catalogue names it after: no half object. */
export class Objects {
  readonly #parts: Parts;
  /** Called with every object that was written. */
  onWritten: (object: ObjectRecord) => void = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async write({ bucket, name, settings, content, conditions }: NewObject): Promise<ObjectRecord> {
    const { store, catalogue, contents, clock } = this.#parts;
    checkObjectName(name);
    catalogue.bucket(bucket);
    const { md5Hash: expectedMd5, crc32c: expectedCrc, ...rest } = settings;
    const sums = { md5Hash: md5(content), crc32c: crc32c(content) };
    if (expectedMd5 !== undefined && expectedMd5 !== sums.md5Hash) throw mismatch('MD5 hash', sums.md5Hash);
    if (expectedCrc !== undefined && expectedCrc !== sums.crc32c) throw mismatch('CRC32C', sums.crc32c);
    const merged = mergeSettings({ contentType: DEFAULT_CONTENT_TYPE }, { ...rest, name });
    checkPreconditions(conditions, catalogue.findObject(bucket, name));

    const file = await contents.write(content);
    try {
      const { object, replaced } = store.transaction(() => {
        const present = catalogue.findObject(bucket, name);
        checkPreconditions(conditions, present);
        const now = clock.now();
        const generation = catalogue.nextGeneration(now);
        const times = { timeCreated: now, updated: now };
        const size = content.length;
        const fresh = { bucket, name, file, size, ...sums, ...times, generation, metageneration: 1 };
        catalogue.bucket(bucket);
        catalogue.putObject({ ...fresh, settings: merged });
        return { object: { ...fresh, settings: merged }, replaced: present };
      });
      if (replaced) await contents.remove(replaced.file);
      this.onWritten(object);
      return object;
    } catch (error) {
      if (catalogue.findObject(bucket, name)?.file !== file) await contents.remove(file);
      throw error;
    }
  }

  /** The object with its open file, of one and the same generation. The caller closes the file. */
  async open(
    bucket: string,
    name: string,
    generation: string | null,
  ): Promise<{ object: ObjectRecord; file: FileHandle }> {
    for (;;) {
      const object = this.#parts.catalogue.object(bucket, name, generation);
      try {
        return { object, file: await this.#parts.contents.open(object.file) };
      } catch (error) {
        // Replaced or deleted since it was looked up; otherwise the folder was tampered with.
        if (this.#parts.catalogue.findObject(bucket, name)?.file === object.file) throw error;
      }
    }
  }

  async read(bucket: string, name: string, generation: string | null): Promise<[ObjectRecord, Buffer]> {
    const { object, file } = await this.open(bucket, name, generation);
    try {
      return [object, await file.readFile()];
    } finally {
      await file.close();
    }
  }

  patch(bucket: string, name: string, changes: ObjectInput, conditions: Preconditions): ObjectRecord {
    const { store, catalogue, clock } = this.#parts;
    const { name: _, md5Hash: __, crc32c: ___, ...settings } = changes;
    const object = store.transaction(() => {
      const present = catalogue.object(bucket, name);
      checkPreconditions(conditions, present);
      const changed = {
        ...present,
        settings: mergeSettings(present.settings, settings),
        metageneration: present.metageneration + 1,
        updated: clock.now(),
      };
      catalogue.putObject(changed);
      return changed;
    });
    this.onWritten(object);
    return object;
  }

  async delete(
    bucket: string,
    name: string,
    generation: string | null,
    conditions: Preconditions,
  ): Promise<void> {
    const { store, catalogue, contents } = this.#parts;
    const deleted = store.transaction(() => {
      const object = catalogue.object(bucket, name, generation);
      checkPreconditions(conditions, object);
      catalogue.deleteObject(object);
      return object;
    });
    await contents.remove(deleted.file);
  }

  /** One object out of others of its bucket, in their order. */
  async compose(
    target: Omit<NewObject, 'content'>,
    sources: { name: string; generation?: string | undefined }[],
  ): Promise<ObjectRecord> {
    if (sources.length === 0) throw invalid('You must provide at least one source component.');
    if (sources.length > COMPOSE_LIMIT) {
      throw invalid(`The number of source components provided (${sources.length}) exceeds ${COMPOSE_LIMIT}.`);
    }
    const pieces: Buffer[] = [];
    for (const source of sources) {
      const [, content] = await this.read(target.bucket, source.name, source.generation ?? null);
      pieces.push(content);
    }
    return this.write({ ...target, content: Buffer.concat(pieces) });
  }

  /** Settings that are given replace all of the source's. */
  async copy(
    source: { bucket: string; name: string; generation: string | null; conditions: Preconditions },
    target: Omit<NewObject, 'content'>,
  ): Promise<ObjectRecord> {
    const [object, content] = await this.read(source.bucket, source.name, source.generation);
    checkPreconditions(source.conditions, object);
    const given = Object.keys(target.settings).length > 0;
    return this.write({ ...target, settings: given ? target.settings : object.settings, content });
  }
}

function mismatch(kind: string, calculated: string) {
  return invalid(`Provided ${kind} doesn't match calculated ${kind} "${calculated}".`);
}
