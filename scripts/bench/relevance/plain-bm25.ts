import { stemmer } from 'stemmer';
import { searchableText } from '../../../shared/search/index-fields.js';
import { words } from '../../../shared/text.js';
import type { TitleId } from '../../../shared/title/title-id.js';
import { fileTitles } from '../../models/file-titles.js';

const K1 = 1.2;
const B = 0.75;
/** Words in a larger share of the titles are stop words. */
const MOST_HOLDERS = 0.2;

/**
 * What a keyword engine does: BM25 with fields (Robertson and Zaragoza 2009) over stems of all texts of a title. Each
 * field counts alike, but for the title, which counts `titleWeight` times.
 */
export class PlainBm25 {
  readonly #ids: TitleId[] = [];
  /** For each stem the titles that hold it, and how often for the length of the fields. */
  readonly #postings = new Map<string, { titles: number[]; frequencies: number[] }>();

  /** @param data folder of `titles.jsonl.gz` */
  constructor(data: string, titleWeight: number) {
    const texts = Array.from(fileTitles(data), ({ entry }) => {
      this.#ids.push(entry.title.id);
      return Object.entries(searchableText(entry)).map(([field, all]) => ({
        field,
        stems: all.flatMap(words).map(stemmer),
      }));
    });
    const average = averageLengths(texts.flat());
    texts.forEach((fields, place) => {
      const frequencies = new Map<string, number>();
      for (const { field, stems } of fields) {
        const norm = 1 - B + (B * stems.length) / (average.get(field) ?? 1);
        const weight = (field === 'title' ? titleWeight : 1) / norm;
        for (const stem of stems) frequencies.set(stem, (frequencies.get(stem) ?? 0) + weight);
      }
      for (const [stem, frequency] of frequencies) this.#add(stem, place, frequency);
    });
  }

  /** The best ids first. */
  find(query: string, limit: number): TitleId[] {
    const scores = new Float64Array(this.#ids.length);
    for (const stem of new Set(words(query).map(stemmer))) {
      const { titles, frequencies } = this.#postings.get(stem) ?? { titles: [], frequencies: [] };
      const holders = titles.length;
      if (holders > MOST_HOLDERS * this.#ids.length) continue;
      const idf = Math.log(1 + (this.#ids.length - holders + 0.5) / (holders + 0.5));
      for (let i = 0; i < holders; i++) {
        const [title, frequency] = [titles[i] ?? 0, frequencies[i] ?? 0];
        scores[title] = (scores[title] ?? 0) + (idf * frequency * (K1 + 1)) / (frequency + K1);
      }
    }
    const least = Math.max(Number.MIN_VALUE, scores.toSorted().at(-limit) ?? 0);
    return [...scores.keys()]
      .filter((title) => (scores[title] ?? 0) >= least)
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
      .slice(0, limit)
      .flatMap((title) => this.#ids[title] ?? []);
  }

  #add(stem: string, title: number, frequency: number): void {
    let list = this.#postings.get(stem);
    if (!list) this.#postings.set(stem, (list = { titles: [], frequencies: [] }));
    list.titles.push(title);
    list.frequencies.push(frequency);
  }
}

/** Of each field, over the titles that have it. */
function averageLengths(fields: readonly { field: string; stems: readonly string[] }[]): Map<string, number> {
  const sums = new Map<string, { length: number; count: number }>();
  for (const { field, stems } of fields) {
    if (stems.length === 0) continue;
    const { length, count } = sums.get(field) ?? { length: 0, count: 0 };
    sums.set(field, { length: length + stems.length, count: count + 1 });
  }
  return new Map([...sums].map(([field, { length, count }]) => [field, length / count]));
}
