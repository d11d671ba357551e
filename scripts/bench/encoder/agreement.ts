import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { onnxEmbedder } from '../../../shared/adapters/onnx/onnx-embedder.js';
import type { Embedder } from '../../../shared/embedding/embedder.js';
import { mergeRecords } from '../../../shared/ingestion/merge.js';
import { normalisePageOf } from '../../../shared/ingestion/normalise.js';
import { embeddingText } from '../../../shared/search/index-fields.js';
import { titleIdFrom } from '../../../shared/title/title-id.js';
import { ensureEncoder } from '../../models/ensure-encoder.js';
import type { Precision } from '../../models/products.js';
import { percentile } from '../statistics.js';

/** Places of an answer that count as found. */
const FOUND = 10;
const PAGE = 128;
const SEEN_AT = '2026-01-01T00:00:00.000Z';

/** A title of the file by its id there, and the words of it that ingestion embeds. */
export interface TitleText {
  id: string;
  words: string;
}

/** A query and the ids of the titles that it asks for. */
export interface QueryText {
  words: string;
  wanted: readonly string[];
}

/** How near the vectors of the int8 encoder are to those of the float one, and what that does to a search. */
export interface Agreement {
  titles: Cosines;
  queries: Cosines;
  /** Shares of the queries whose title is among the first ten of all by exact dot product. */
  recallAt10: Record<Precision, number>;
  /** Queries that only one of the two encoders answers with their title: what the recalls differ by, and what evens out. */
  onlyFloat: number;
  onlyInt8: number;
}

interface Cosines {
  least: number;
  median: number;
}

export function titleTexts(data: string): TitleText[] {
  const records = linesOf(data, 'titles.jsonl.gz').map((line, i) => ({
    line: i + 1,
    content: JSON.parse(line),
  }));
  const page = normalisePageOf('file', { fetched_at: SEEN_AT, records, rejects: [] });
  return page.records.map((record) => {
    const merged = mergeRecords(titleIdFrom('file', record.id), [record], Date.parse(SEEN_AT));
    return {
      id: record.id,
      words: embeddingText({ ...merged, series_id: null, last_updated: SEEN_AT }),
    };
  });
}

/** Half-remembered descriptions with their titles: for measuring, nothing may be tuned on them. */
export function queryTexts(data: string): QueryText[] {
  return linesOf(data, 'queries-tip-of-the-tongue-validation.jsonl.gz').map((line) => {
    const { query, relevant }: { query: string; relevant: string[] } = JSON.parse(line);
    return { words: query.trim(), wanted: relevant };
  });
}

function linesOf(data: string, file: string): string[] {
  const text = gunzipSync(readFileSync(join(data, file))).toString('utf8');
  return text.split('\n').filter(Boolean);
}

export async function openEncoder(precision: Precision): Promise<Embedder> {
  return onnxEmbedder({ kind: 'sentence-encoder', folder: await ensureEncoder(precision) });
}

/** Compares the two encoders on texts that neither was made with. */
export async function agreement(
  titles: readonly TitleText[],
  queries: readonly QueryText[],
  say: (progress: string) => void,
): Promise<Agreement> {
  const [float, int8] = [await openEncoder('float'), await openEncoder('int8')];
  const vectorsBy = async (encoder: Embedder, texts: readonly { words: string }[]) => {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += PAGE) {
      const page = texts.slice(from, from + PAGE).map(({ words }) => words);
      vectors.push(...(await encoder.embedText(page)));
      if ((from / PAGE) % 64 === 0) say(`${from} of ${texts.length} texts by ${encoder.version}`);
    }
    return vectors;
  };
  const titleVectors = { float: await vectorsBy(float, titles), int8: await vectorsBy(int8, titles) };
  const queryVectors = { float: await vectorsBy(float, queries), int8: await vectorsBy(int8, queries) };
  const placeOf = new Map(titles.map(({ id }, place) => [id, place]));
  const found = (precision: Precision) =>
    queries.map(({ wanted }, i) => {
      const query = queryVectors[precision][i] ?? new Float32Array();
      const places = wanted.flatMap((id) => placeOf.get(id) ?? []);
      return places.some((place) => rankOf(place, query, titleVectors[precision]) <= FOUND);
    });
  say('ranking every title for every query');
  const [byFloat, byInt8] = [found('float'), found('int8')];
  const count = (of: (float: boolean, int8: boolean) => boolean) =>
    byFloat.filter((hit, i) => of(hit, byInt8[i] ?? false)).length;
  return {
    titles: cosines(titleVectors),
    queries: cosines(queryVectors),
    recallAt10: {
      float: count((hit) => hit) / queries.length,
      int8: count((_, hit) => hit) / queries.length,
    },
    onlyFloat: count((hit, other) => hit && !other),
    onlyInt8: count((hit, other) => !hit && other),
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** From 1; ties count against the title. */
function rankOf(place: number, query: Float32Array, titles: readonly Float32Array[]): number {
  const own = dot(query, titles[place] ?? query);
  return titles.filter((title) => dot(query, title) >= own).length;
}

/** Of vectors of unit length. */
function cosines(vectors: Record<Precision, readonly Float32Array[]>): Cosines {
  const all = vectors.float.map((vector, i) => dot(vector, vectors.int8[i] ?? new Float32Array()));
  return { least: percentile(all, 0), median: percentile(all, 0.5) };
}
