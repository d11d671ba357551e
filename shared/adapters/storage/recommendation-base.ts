import { z } from 'zod';
import type { Blobs } from '../../blob/blobs.js';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import { adapterOf } from '../../recommendation/learning.js';
import { Model } from '../../recommendation/model.js';
import type { PublishedBase } from '../../recommendation/published-base.js';
import { untrainedBase } from '../../recommendation/training.js';
import type { Lora } from '../../sona/lora.js';
import { BASE_FORM, StoredBase } from '../../sona/stored-base.js';
import { currentNote, held } from './published-file.js';

const FOLDER = 'recommendation-base';
const Note = z.object({
  version: z.number(),
  form: z.number(),
  file: z.string(),
  /** The file of everybody's adapter; null where there is none. */
  adapter: z.string().nullable().default(null),
  quality: z.number().nullable(),
  /** The file before, for whoever goes back to it. */
  before: z.string().nullable(),
});
type Note = z.output<typeof Note>;

/** The recommendation base and the adapter of everybody in Cloud Storage; looked for once a minute. */
export function storedRecommendationBase(blobs: Blobs, clock: Clock, log: Log): PublishedBase {
  const note = currentNote(blobs, FOLDER, Note);

  const adapterFor = async ({ adapter: file, version }: Note): Promise<Lora | undefined> => {
    if (file === null) return undefined;
    const known = adapterOf((await blobs.get(file))?.content, { version }) ?? { fault: 'the file is gone' };
    if ('adapter' in known) return known.adapter;
    log('warn', 'the adapter of everybody is left aside', { fault: known.fault });
    return undefined;
  };

  const model = held({
    what: 'the recommendation base',
    clock,
    log,
    checkEveryMs: 60_000,
    note: note.read,
    isHeld: ({ version }: Model, there) => version === there.version,
    refusal: ({ form }) => (form === BASE_FORM ? undefined : { found: form, expected: BASE_FORM }),
    async load(there) {
      const [file, adapter] = await Promise.all([blobs.get(there.file), adapterFor(there)]);
      return file && new Model(new StoredBase(file.content), adapter);
    },
  });
  let unlearned: Model | undefined;

  return {
    async current() {
      const known = await model();
      if (known) return known;
      unlearned ??= new Model(new StoredBase(untrainedBase()));
      return unlearned;
    },
    published: note.read,
    async publish({ version, quality }, { base, adapter }) {
      const before = await note.read();
      const file = nameOf(version);
      await blobs.put(file, base);
      if (adapter) await blobs.put(adapterOfBase(file), adapter);
      await note.replace({
        version,
        quality,
        form: BASE_FORM,
        file,
        adapter: adapter ? adapterOfBase(file) : null,
        before: before?.file ?? null,
      });
      if (before?.before && ![file, before.file].includes(before.before))
        await Promise.all([blobs.delete(before.before), blobs.delete(adapterOfBase(before.before))]);
    },
  };
}

function nameOf(version: number): string {
  return `${FOLDER}/${BASE_FORM}-${version}.bin`;
}

function adapterOfBase(file: string): string {
  return file.replace(/\.bin$/, '.adapter');
}
