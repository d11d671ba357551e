import { stemmer } from 'stemmer';
import { searchableText } from '../../../shared/search/index-fields.js';
import { words } from '../../../shared/text.js';
import type { TitleId } from '../../../shared/title/title-id.js';
import { fileTitles } from '../../models/file-titles.js';

const K1 = 1.2;
const B = 0.75;

/**
 * What a keyword engine does (Robertson and Zaragoza 2009): BM25 over stems of all texts of a title, each word alike
 * but for those of the title, which count `titleWeight` times.
 */
export class PlainBm25 {
  readonly #ids: TitleId[] = [];
  readonly #lengths: number[] = [];
  readonly #postings = new Map<string, { titles: number[]; counts: number[] }>();
  #average = 0;

  /** @param data folder of `titles.jsonl.gz` */
  constructor(data: string, titleWeight: number) {
    for (const { entry } of fileTitles(data)) this.#add(entry, titleWeight);
    this.#average = this.#lengths.reduce((sum, length) => sum + length, 0) / this.#lengths.length;
  }

  /** The best ids first. */
  find(query: string, limit: number): TitleId[] {
    const scores = new Float64Array(this.#ids.length);
    for (const stem of new Set(words(query).map(stemmer))) {
      const list = this.#postings.get(stem);
      if (!list) continue;
      const holders = list.titles.length;
      const idf = Math.log(1 + (this.#ids.length - holders + 0.5) / (holders + 0.5));
      for (let i = 0; i < holders; i++) {
        const [title, tf] = [list.titles[i] ?? 0, list.counts[i] ?? 0];
        const norm = K1 * (1 - B + (B * (this.#lengths[title] ?? 0)) / this.#average);
        scores[title] = (scores[title] ?? 0) + (idf * tf * (K1 + 1)) / (tf + norm);
      }
    }
    const least = Math.max(Number.MIN_VALUE, scores.toSorted().at(-limit) ?? 0);
    return [...scores.keys()]
      .filter((title) => (scores[title] ?? 0) >= least)
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
      .slice(0, limit)
      .flatMap((title) => this.#ids[title] ?? []);
  }

  #add(entry: Parameters<typeof searchableText>[0], titleWeight: number): void {
    const { title, ...rest } = searchableText(entry);
    const counts = new Map<string, number>();
    const add = (texts: readonly string[], weight: number) => {
      for (const stem of texts.flatMap(words).map(stemmer))
        counts.set(stem, (counts.get(stem) ?? 0) + weight);
    };
    add(title, titleWeight);
    for (const texts of Object.values(rest)) add(texts, 1);
    const place = this.#ids.push(entry.title.id) - 1;
    this.#lengths.push([...counts.values()].reduce((sum, count) => sum + count, 0));
    for (const [stem, count] of counts) {
      let list = this.#postings.get(stem);
      if (!list) this.#postings.set(stem, (list = { titles: [], counts: [] }));
      list.titles.push(place);
      list.counts.push(count);
    }
  }
}
