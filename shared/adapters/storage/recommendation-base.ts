import { z } from 'zod';
import type { Blobs } from '../../blob/blobs.js';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import { Model } from '../../recommendation/model.js';
import type { BaseNote, PublishedBase } from '../../recommendation/published-base.js';
import { untrainedBase } from '../../recommendation/training.js';
import { BASE_FORM, StoredBase } from '../../sona/stored-base.js';

const FOLDER = 'recommendation-base';
/** Names the file that counts; it is replaced at one stroke, the files are never changed. */
const POINTER = `${FOLDER}/current.json`;
const Pointer = z.object({
  version: z.number(),
  form: z.number(),
  file: z.string(),
  quality: z.number().nullable(),
  /** The file before, for whoever goes back to it. */
  before: z.string().nullable(),
});
type Pointer = z.infer<typeof Pointer>;

/** How long an instance goes on without looking whether there is a newer one. */
const CHECK_EVERY_MS = 60_000;

/** The recommendation base in Cloud Storage. */
export function storedRecommendationBase(blobs: Blobs, clock: Clock, log: Log): PublishedBase {
  let held: Model | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;

  const pointer = async (): Promise<Pointer | undefined> => {
    const blob = await blobs.get(POINTER);
    return blob && Pointer.parse(JSON.parse(blob.content.toString('utf8')));
  };

  const check = async (): Promise<void> => {
    const there = await pointer();
    if (!there || there.version === held?.version) return;
    if (there.form !== BASE_FORM) {
      log('warn', 'the recommendation base is of another form; going on without it', { form: there.form });
      return;
    }
    const file = await blobs.get(there.file);
    if (file) held = new Model(new StoredBase(file.content));
  };

  /** Viewers are answered by what is held: what cannot be had or read is told, not thrown. */
  const checked = (): Promise<void> =>
    check().catch((error: unknown) => {
      log('warn', 'the recommendation base could not be loaded', { error: String(error) });
    });

  return {
    async current() {
      const age = clock.now() - checkedAt;
      if (!checking && (age >= CHECK_EVERY_MS || age < 0)) {
        checkedAt = clock.now();
        checking = checked().finally(() => {
          checking = undefined;
        });
      }
      // The one before answers while a newer one is loaded.
      if (!held) await checking;
      held ??= new Model(new StoredBase(untrainedBase()));
      return held;
    },
    async published(): Promise<BaseNote | undefined> {
      return pointer();
    },
    async publish(note, file) {
      const before = await pointer();
      const name = `${FOLDER}/${BASE_FORM}-${note.version}.bin`;
      await blobs.put(name, file);
      const content = {
        ...note,
        form: BASE_FORM,
        file: name,
        before: before?.file ?? null,
      } satisfies Pointer;
      await blobs.put(POINTER, Buffer.from(JSON.stringify(content)), { contentType: 'application/json' });
      if (before?.before && ![name, before.file].includes(before.before)) await blobs.delete(before.before);
    },
  };
}
