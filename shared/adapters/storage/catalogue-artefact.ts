import { z } from 'zod';
import {
  ARTEFACT_VERSION,
  CatalogueArtefact,
  type PublishedArtefact,
} from '../../artefact/catalogue-artefact.js';
import type { Blobs } from '../../blob/blobs.js';
import type { CacheGeneration } from '../../cache/cache-generation.js';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import { Unavailable } from '../../problem/problem.js';

const FOLDER = 'catalogue-artefact';
/** Names the file that counts; it is replaced at one stroke, the files are never changed. */
const POINTER = `${FOLDER}/current.json`;
const Pointer = z.object({ generation: z.number(), version: z.number(), file: z.string() });
type Pointer = z.infer<typeof Pointer>;

/** How long an instance goes on without looking whether the catalogue has changed. */
const CHECK_EVERY_MS = 1_000;

/**
 * The catalogue artefact in Cloud Storage. That a title has changed is read from the cache's generation, which is cheaper
 * to ask for; storage is asked only when that differs from the generation of the artefact held.
 */
export function storedArtefact(
  blobs: Blobs,
  cacheGeneration: Pick<CacheGeneration, 'current'>,
  clock: Clock,
  log: Log,
): PublishedArtefact {
  let held: { artefact: CatalogueArtefact; isCurrent: boolean } | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;
  let loading: Promise<void> | undefined;
  let refused: string | undefined;

  const pointer = async (): Promise<Pointer | undefined> => {
    const blob = await blobs.get(POINTER);
    return blob && Pointer.parse(JSON.parse(blob.content.toString('utf8')));
  };

  /** While a new version is being rolled out: the job of that version writes what this instance can't read, or not yet. */
  const refuse = ({ version, file }: Pointer): void => {
    if (refused === file) return;
    refused = file;
    log('warn', 'the catalogue artefact is of another version; going on without it', {
      version,
      expected: ARTEFACT_VERSION,
    });
  };

  const load = async (): Promise<void> => {
    const there = await pointer();
    if (!there || there.generation === held?.artefact.about.generation) return;
    if (there.version !== ARTEFACT_VERSION) return refuse(there);
    // A file that is gone was replaced this very moment: the next check finds the other one.
    const file = await blobs.get(there.file);
    if (file) held = { artefact: new CatalogueArtefact(file.content), isCurrent: false };
  };

  /** Search goes on without an artefact, or with the one before: what cannot be had or read is told, not thrown. */
  const loadOnce = (): Promise<void> => {
    loading ??= load()
      .catch((error: unknown) => {
        log('warn', 'the catalogue artefact could not be loaded', { error: String(error) });
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };

  const check = async (): Promise<void> => {
    const generation = await generationUnlessDown();
    if (!held || (generation !== undefined && held.artefact.about.generation !== generation)) {
      const loaded = loadOnce();
      // A large file takes a while to load: meanwhile requests are answered from the one before.
      if (!held) await loaded;
    }
    if (held) held = { ...held, isCurrent: held.artefact.about.generation === generation };
  };

  const generationUnlessDown = () =>
    cacheGeneration.current().catch((error: unknown) => {
      if (error instanceof Unavailable) return undefined;
      throw error;
    });

  return {
    async current() {
      const age = clock.now() - checkedAt;
      if (!checking && (age >= CHECK_EVERY_MS || age < 0)) {
        checkedAt = clock.now();
        checking = check().finally(() => {
          checking = undefined;
        });
      }
      await checking;
      return held;
    },
    published: pointer,
    async publish(generation, file) {
      const before = await pointer();
      const name = `${FOLDER}/${ARTEFACT_VERSION}-${generation}.bin`;
      await blobs.put(name, file);
      const content = { generation, version: ARTEFACT_VERSION, file: name } satisfies Pointer;
      await blobs.put(POINTER, Buffer.from(JSON.stringify(content)), { contentType: 'application/json' });
      if (before && before.file !== name) await blobs.delete(before.file);
    },
  };
}
