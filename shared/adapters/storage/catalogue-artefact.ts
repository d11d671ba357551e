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
import { currentNote, held } from './published-file.js';

const FOLDER = 'catalogue-artefact';
const Note = z.object({ generation: z.number(), version: z.number(), file: z.string() });

/**
 * The catalogue artefact in Cloud Storage. That a title has changed is read from the cache's generation, once a second, which
 * is cheaper to ask for; storage is asked only when that differs from the generation of the artefact held.
 */
export function storedArtefact(
  blobs: Blobs,
  cacheGeneration: Pick<CacheGeneration, 'current'>,
  clock: Clock,
  log: Log,
): PublishedArtefact {
  const note = currentNote(blobs, FOLDER, Note);
  /** Of the catalogue; undefined while it cannot be asked. */
  let generation: number | undefined;

  const generationUnlessDown = () =>
    cacheGeneration.current().catch((error: unknown) => {
      if (error instanceof Unavailable) return undefined;
      throw error;
    });

  const artefact = held({
    what: 'the catalogue artefact',
    clock,
    log,
    checkEveryMs: 1_000,
    async mayBeNewer(known: CatalogueArtefact | undefined) {
      generation = await generationUnlessDown();
      return !known || (generation !== undefined && known.about.generation !== generation);
    },
    note: note.read,
    isHeld: ({ about }, there) => about.generation === there.generation,
    refusal: ({ version }) =>
      version === ARTEFACT_VERSION ? undefined : { found: version, expected: ARTEFACT_VERSION },
    async load({ file }) {
      const blob = await blobs.get(file);
      return blob && new CatalogueArtefact(blob.content);
    },
  });

  return {
    async current() {
      const known = await artefact();
      return known && { artefact: known, isCurrent: known.about.generation === generation };
    },
    published: note.read,
    async publish(generation, file) {
      const before = await note.read();
      const name = `${FOLDER}/${ARTEFACT_VERSION}-${generation}.bin`;
      await blobs.put(name, file);
      await note.replace({ generation, version: ARTEFACT_VERSION, file: name });
      if (before && before.file !== name) await blobs.delete(before.file);
    },
  };
}
