import { factsSize } from '../../shared/embedding/facts-vector.js';
import { titleChanged } from '../../shared/event/catalogue-events.js';
import { pageEmbedded, pageResolved } from '../../shared/event/ingestion-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import { planIndexing } from '../../shared/ingestion/indexing.js';
import { PageFiles } from '../../shared/ingestion/page.js';
import type { Uses } from '../../shared/ports.js';

/** Brings the search index in step with the titles of a page, and tells that they changed. */
export const indexPage = subscriber(
  pageEmbedded,
  async (
    page,
    { titles, titleIndex, runs, blobs, events }: Uses<'titles' | 'titleIndex' | 'runs' | 'blobs' | 'events'>,
  ) => {
    const files = new PageFiles(blobs, page);
    const [resolved, vectors] = await Promise.all([files.resolved(), files.vectors()]);
    const slots = await titles.slots(resolved.map(({ id }) => id));
    const { put, putFields, remove, marks } = planIndexing(slots, vectors);
    if (put.length > 0) {
      await titleIndex.prepare({ text: put[0]?.vectors.text.length ?? 0, facts: factsSize });
      await titleIndex.put(put);
    }
    if (putFields.length > 0) await titleIndex.putFields(putFields);
    if (remove.length > 0) await titleIndex.delete(remove);
    const overtaken = await titles.markIndexed(marks);
    const changed = [
      ...marks.map(({ id }) => ({ id, deleted: false })),
      ...remove.map((id) => ({ id, deleted: true })),
    ];
    if (changed.length > 0) await events.publish(titleChanged, { titles: changed });
    if (overtaken.length > 0) {
      await events.publish(pageResolved, page);
      return;
    }
    await runs.progress(page.run, page.page, { step: 'index' });
  },
);
