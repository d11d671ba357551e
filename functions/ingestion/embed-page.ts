import { factsOf, factsSize, factsVector, wholeSize } from '../../shared/embedding/facts-vector.js';
import { pageEmbedded, pageResolved } from '../../shared/event/ingestion-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import { PageFiles } from '../../shared/ingestion/page.js';
import type { Uses } from '../../shared/ports.js';
import { embeddingText } from '../../shared/search/index-fields.js';
import { vectorsDiffer } from '../../shared/title/hashes.js';

/** Makes the vectors of those titles of a page whose words or facts are not indexed yet, as they are now. */
export const embedPage = subscriber(
  pageResolved,
  async (
    page,
    { titles, embedder, runs, blobs, events }: Uses<'titles' | 'embedder' | 'runs' | 'blobs' | 'events'>,
  ) => {
    const files = new PageFiles(blobs, page);
    const resolved = await files.resolved();
    const slots = await titles.slots(resolved.map(({ id }) => id));
    const stale = [...slots.values()].flatMap((slot) =>
      'entry' in slot && vectorsDiffer(slot.entry.hashes, slot.entry.indexed) ? [slot.entry] : [],
    );
    const texts = await embedder.embedText(stale.map(({ title }) => embeddingText(title)));
    await files.putVectors(
      stale.map(({ title, hashes }, i) => ({
        id: title.id,
        textHash: hashes.text,
        factsHash: hashes.facts,
        text: texts[i] as Float32Array,
        facts: embedder.textSize === wholeSize ? new Float32Array(factsSize) : factsVector(factsOf(title)),
      })),
    );
    await runs.progress(page.run, page.page, { step: 'embed' });
    await events.publish(pageEmbedded, page);
  },
);
