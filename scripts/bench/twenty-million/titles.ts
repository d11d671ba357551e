import { payloadOf } from '../../../shared/adapters/qdrant/payload.js';
import { mergeRecords } from '../../../shared/ingestion/merge.js';
import { normalisePageOf } from '../../../shared/ingestion/normalise.js';
import type { SourceRecord } from '../../../shared/ingestion/source-record.js';
import { indexPoint } from '../../../shared/search/index-fields.js';
import { queryTerms } from '../../../shared/search/terms.js';
import { words } from '../../../shared/text.js';
import type { Title } from '../../../shared/title/title.js';
import { titleIdFrom } from '../../../shared/title/title-id.js';
import { openFile, readLines } from '../../ingest/read-lines.js';

const SEEN_AT = '2026-11-21T00:00:00.000Z';

export interface BenchTitle {
  title: Title;
  record: SourceRecord;
}

/** The titles of a catalogue file as ingestion would make them of that file alone. */
export async function* titlesOf(file: string): AsyncGenerator<BenchTitle> {
  for await (const { number, text } of readLines(openFile(file))) {
    if (!text) continue;
    const raw = {
      fetched_at: SEEN_AT,
      records: [{ line: number, content: JSON.parse(text) as unknown }],
      rejects: [],
    };
    for (const record of normalisePageOf('file', raw).records) {
      const merged = mergeRecords(titleIdFrom('file', record.id), [record], Date.parse(SEEN_AT));
      yield { record, title: { ...merged, series_id: null, last_updated: SEEN_AT } };
    }
  }
}

export interface IndexSizes {
  titles: number;
  /** Entries of all sparse vectors. */
  terms: number;
  payloadBytes: number;
  /** Values in payload indexes, those of `terms` apart. */
  payloadValues: number;
  /** Different words after so many titles. */
  vocabulary: [titles: number, words: number][];
  /** Words that share their 32-bit number with another one. */
  collisions: number;
}

/** What the search index holds of titles, and how its vocabulary grows. */
export class IndexMeter {
  readonly sizes: IndexSizes = {
    titles: 0,
    terms: 0,
    payloadBytes: 0,
    payloadValues: 0,
    vocabulary: [],
    collisions: 0,
  };
  readonly #words = new Set<string>();
  /** In how many titles a term stands. */
  readonly #frequencies = new Map<number, number>();

  add({ title, record }: BenchTitle): void {
    const { point, keywords } = indexPoint({ title, search_text: record.search_text });
    const { sizes } = this;
    const { card: _, terms: __, ...indexed } = payloadOf(point);
    sizes.titles++;
    sizes.terms += keywords.indices.length;
    sizes.payloadBytes += Buffer.byteLength(JSON.stringify(payloadOf(point)));
    sizes.payloadValues += Object.values(indexed).flat().length;
    for (const term of keywords.indices) {
      this.#frequencies.set(term, (this.#frequencies.get(term) ?? 0) + 1);
    }
    for (const word of wordsOf(title, record)) this.#words.add(word);
    if (Number.isInteger(Math.log2(sizes.titles))) this.#note();
  }

  finish(): IndexSizes {
    this.#note();
    return this.sizes;
  }

  /** Entries of the sparse index that a query's terms have, over the number of titles: what an exact search looks at. */
  postingsShare(query: string): number {
    const { indices } = queryTerms(query) ?? { indices: [] };
    return indices.reduce((sum, term) => sum + (this.#frequencies.get(term) ?? 0), 0) / this.sizes.titles;
  }

  #note(): void {
    this.sizes.vocabulary.push([this.sizes.titles, this.#words.size]);
    this.sizes.collisions = Math.max(0, this.#words.size - this.#frequencies.size);
  }
}

/** The words of the sparse vector, each once; the whole title is one of them. */
function wordsOf(title: Title, { search_text }: SourceRecord): string[] {
  const { credits } = title;
  const texts = [
    title.title,
    title.original_title ?? '',
    title.overview ?? '',
    title.tagline ?? '',
    ...title.keywords,
    ...title.genres,
    ...title.themes,
    ...title.moods,
    title.collection ?? '',
    ...credits.cast.flatMap(({ name, character }) => [name, character ?? '']),
    ...credits.directors,
    ...credits.creators,
    title.year === null ? '' : String(title.year),
    search_text,
  ];
  const whole = [title.title, title.original_title ?? title.title].map((name) => `=${words(name).join(' ')}`);
  return [...texts.flatMap(words), ...whole];
}

/**
 * Heaps' law (Heaps 1978): a text of n titles has k n^beta different words. Least squares over the logarithms, of the
 * second half of the points: the law holds for what is large.
 */
export function heaps(points: readonly (readonly [titles: number, words: number])[]): {
  k: number;
  beta: number;
  at(titles: number): number;
} {
  const logs = points
    .slice(Math.floor(points.length / 2))
    .map(([n, v]) => [Math.log(n), Math.log(v)] as const);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(logs.map(([n]) => n)), mean(logs.map(([, v]) => v))];
  const beta =
    logs.reduce((sum, [n, v]) => sum + (n - x) * (v - y), 0) /
    logs.reduce((sum, [n]) => sum + (n - x) ** 2, 0);
  const k = Math.exp(y - beta * x);
  return { k, beta, at: (titles) => k * titles ** beta };
}
