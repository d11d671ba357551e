import { z } from 'zod';
import type { Blobs } from '../../blob/blobs.js';
import type { CacheGeneration } from '../../cache/cache-generation.js';
import type { Clock } from '../../clock.js';
import { Unavailable } from '../../problem/problem.js';
import type { Suggestions } from '../../suggest/suggestions.js';
import { TitleNames } from '../../suggest/title-names.js';

/** Names the file that counts; it is replaced at one stroke, the files are never changed. */
const POINTER = 'suggestions/current.json';
const Pointer = z.object({ generation: z.number(), file: z.string() });
type Pointer = z.infer<typeof Pointer>;

/** How long an instance goes on without looking whether the catalogue has changed. */
const CHECK_EVERY_MS = 1_000;

/**
 * Suggestions in Cloud Storage. That a title has changed is read from the cache's generation, which is cheaper to ask
 * for; storage is asked only when that differs from the generation of the names held.
 */
export function storedSuggestions(
  blobs: Blobs,
  cacheGeneration: Pick<CacheGeneration, 'current'>,
  clock: Clock,
): Suggestions {
  let held: { names: TitleNames; isCurrent: boolean } | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;

  const pointer = async (): Promise<Pointer | undefined> => {
    const blob = await blobs.get(POINTER);
    return blob && Pointer.parse(JSON.parse(blob.content.toString('utf8')));
  };

  const newer = async (): Promise<TitleNames | undefined> => {
    const there = await pointer();
    if (!there || there.generation === held?.names.about.generation) return held?.names;
    // A file that is gone was replaced this very moment: the next check finds the other one.
    const file = await blobs.get(there.file);
    return file ? new TitleNames(file.content) : held?.names;
  };

  const check = async (): Promise<void> => {
    const generation = await cacheGeneration.current();
    const isHeld = held?.names.about.generation === generation;
    const names = isHeld ? held?.names : await newer();
    held = names && { names, isCurrent: names.about.generation === generation };
  };

  /** Without an answer the names go on, but may be old. */
  const checkUnlessDown = () =>
    check().catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error;
      if (held) held = { ...held, isCurrent: false };
    });

  return {
    async current() {
      const age = clock.now() - checkedAt;
      if (!checking && (age >= CHECK_EVERY_MS || age < 0)) {
        checkedAt = clock.now();
        checking = checkUnlessDown().finally(() => {
          checking = undefined;
        });
      }
      // Large names take a while to load: whoever comes meanwhile is answered from those before.
      await checking;
      return held;
    },
    async published() {
      return (await pointer())?.generation;
    },
    async publish(generation, file) {
      const before = await pointer();
      const name = `suggestions/${generation}.bin`;
      await blobs.put(name, file);
      const content = Buffer.from(JSON.stringify({ generation, file: name } satisfies Pointer));
      await blobs.put(POINTER, content, { contentType: 'application/json' });
      if (before && before.file !== name) await blobs.delete(before.file);
    },
  };
}
