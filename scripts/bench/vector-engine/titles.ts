import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { onnxEmbedder } from '../../../shared/adapters/onnx/onnx-embedder.js';
import { payloadOf } from '../../../shared/adapters/qdrant/payload.js';
import type { Embedder } from '../../../shared/embedding/embedder.js';
import { factsOf, factsVector } from '../../../shared/embedding/facts-vector.js';
import { mergeRecords } from '../../../shared/ingestion/merge.js';
import { normalisePageOf } from '../../../shared/ingestion/normalise.js';
import { embeddingText, indexPoint } from '../../../shared/search/index-fields.js';
import { titleIdFrom } from '../../../shared/title/title-id.js';
import { ensureEncoder } from '../../models/ensure-encoder.js';

/** A title as the index stores it, its text not embedded yet. */
export interface BenchTitle {
  id: string;
  payload: ReturnType<typeof payloadOf>;
  words: string;
  facts: Float32Array;
  keywords: { indices: number[]; values: number[] };
}

/** Vectors made by an earlier run are kept here: embedding all titles takes minutes. */
const KEPT = fileURLToPath(new URL('../../../dist/bench/', import.meta.url));
const PAGE = 512;
const SEEN_AT = '2026-01-01T00:00:00.000Z';

/** The titles of `titles.jsonl.gz`, in the form in which ingestion indexes them. */
export function* titlesOf(data: string): Generator<BenchTitle> {
  const lines = gunzipSync(readFileSync(join(data, 'titles.jsonl.gz'))).toString();
  const records = lines
    .split('\n')
    .filter(Boolean)
    .map((line, i) => ({ line: i + 1, content: JSON.parse(line) }));
  for (const record of normalisePageOf('file', { fetched_at: SEEN_AT, records, rejects: [] }).records) {
    const merged = mergeRecords(titleIdFrom('file', record.id), [record], Date.parse(SEEN_AT));
    const title = { ...merged, series_id: null, last_updated: SEEN_AT };
    const { point, keywords } = indexPoint({ title, search_text: record.search_text });
    yield {
      id: point.id,
      payload: payloadOf(point),
      words: embeddingText(title),
      facts: factsVector(factsOf(title)),
      keywords,
    };
  }
}

export async function openEmbedder(): Promise<Embedder> {
  return onnxEmbedder({ kind: 'sentence-encoder', folder: await ensureEncoder() });
}

/** The vectors of the texts one after another, from the last run where it had the same model and as many texts. */
export async function embedded(
  embedder: Embedder,
  texts: readonly string[],
  say: (progress: string) => void,
): Promise<Float32Array> {
  const file = join(KEPT, `${embedder.version.replaceAll(/[^\w.-]+/g, '-')}-${texts.length}.f32`);
  const kept = readIfThere(file);
  if (kept) return kept;
  const vectors = new Float32Array(texts.length * embedder.textSize);
  for (let from = 0; from < texts.length; from += PAGE) {
    const page = await embedder.embedText(texts.slice(from, from + PAGE));
    for (const [i, vector] of page.entries()) vectors.set(vector, (from + i) * embedder.textSize);
    if ((from / PAGE) % 16 === 0)
      say(`embedded ${from} of ${texts.length} titles (once; kept for the next run)`);
  }
  await mkdir(KEPT, { recursive: true });
  await writeFile(`${file}.part`, vectors);
  await rename(`${file}.part`, file);
  return vectors;
}

function readIfThere(file: string): Float32Array | undefined {
  try {
    const bytes = readFileSync(file);
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  } catch {
    return undefined;
  }
}
