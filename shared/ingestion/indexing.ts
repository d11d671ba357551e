import { indexPoint } from '../search/index-fields.js';
import type { IndexPoint, IndexVectors } from '../search/index-point.js';
import { sameHashes, vectorsDiffer } from '../title/hashes.js';
import type { TitleId } from '../title/title-id.js';
import type { CatalogueSlot, TitleHashes } from '../title/title-store.js';
import type { EmbeddedTitle } from './page.js';

export interface IndexingPlan {
  /** Titles whose vectors are new. */
  put: (IndexPoint & { vectors: IndexVectors })[];
  /** Titles of which only what is shown or filtered changed. */
  putFields: IndexPoint[];
  /** Aliases, which no search may answer. */
  remove: TitleId[];
  marks: { id: TitleId; hashes: TitleHashes }[];
}

/**
 * What the index lacks. A title whose vectors were made from another state of it is left out:
 * the message of the page that changed it is on its way with the right ones.
 */
export function planIndexing(
  slots: ReadonlyMap<TitleId, CatalogueSlot>,
  vectors: readonly EmbeddedTitle[],
): IndexingPlan {
  const vectorsOf = new Map(vectors.map((vector) => [vector.id, vector]));
  const plan: IndexingPlan = { put: [], putFields: [], remove: [], marks: [] };
  for (const [id, slot] of slots) {
    if ('alias_of' in slot) {
      plan.remove.push(id);
      continue;
    }
    const { hashes, indexed } = slot.entry;
    if (sameHashes(hashes, indexed)) continue;
    const { point, keywords } = indexPoint(slot.entry);
    if (!vectorsDiffer(hashes, indexed)) {
      plan.putFields.push(point);
    } else {
      const made = vectorsOf.get(id);
      if (made?.textHash !== hashes.text || made.factsHash !== hashes.facts) continue;
      const facts = made.facts.some((value) => value !== 0) ? made.facts : undefined;
      plan.put.push({ ...point, vectors: { text: made.text, facts, keywords } });
    }
    plan.marks.push({ id, hashes });
  }
  return plan;
}
