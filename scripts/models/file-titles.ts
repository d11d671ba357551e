import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mergeRecords } from '../../shared/ingestion/merge.js';
import { normalisePageOf } from '../../shared/ingestion/normalise.js';
import { titleIdFrom } from '../../shared/title/title-id.js';
import type { CatalogueEntry } from '../../shared/title/title-store.js';

const SEEN_AT = '2026-01-01T00:00:00.000Z';

/** The titles of `titles.jsonl.gz` in that folder, as ingestion makes them, by their ids in the file. */
export function* fileTitles(
  data: string,
): Generator<{ id: string; entry: Pick<CatalogueEntry, 'title' | 'search_text'> }> {
  const lines = gunzipSync(readFileSync(join(data, 'titles.jsonl.gz'))).toString();
  const records = lines
    .split('\n')
    .filter(Boolean)
    .map((line, i) => ({ line: i + 1, content: JSON.parse(line) }));
  for (const record of normalisePageOf('file', { fetched_at: SEEN_AT, records, rejects: [] }).records) {
    const merged = mergeRecords(titleIdFrom('file', record.id), [record], Date.parse(SEEN_AT));
    const title = { ...merged, series_id: null, last_updated: SEEN_AT };
    yield { id: record.id, entry: { title, search_text: record.search_text } };
  }
}
