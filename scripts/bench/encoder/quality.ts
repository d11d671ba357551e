import { type Benchmark, Skipped } from '../benchmark.js';
import { agreement, queryTexts, titleTexts } from './agreement.js';

export const encoderQuality: Benchmark = {
  about: 'vectors of the int8 encoder against those of the float one: every title, every validation query',
  async run({ data, say }) {
    if (data === undefined) throw new Skipped('BENCH_DATA is unset: name the folder of titles.jsonl.gz.');
    const [titles, queries] = [titleTexts(data), queryTexts(data)];
    const measured = await agreement(titles, queries, say);
    const { float, int8 } = measured.recallAt10;
    const atLeast = 0.995;
    return {
      figures: [
        { what: 'titles', value: titles.length, unit: '' },
        { what: 'cosine of titles, least', value: measured.titles.least, unit: '', target: { atLeast } },
        { what: 'cosine of titles, median', value: measured.titles.median, unit: '' },
        { what: 'queries', value: queries.length, unit: '' },
        { what: 'cosine of queries, least', value: measured.queries.least, unit: '', target: { atLeast } },
        { what: 'cosine of queries, median', value: measured.queries.median, unit: '' },
        { what: 'recall@10 by vectors alone, float', value: float, unit: '' },
        { what: 'recall@10 by vectors alone, int8', value: int8, unit: '', target: { atLeast: float } },
        { what: 'queries answered by float only', value: measured.onlyFloat, unit: '' },
        { what: 'queries answered by int8 only', value: measured.onlyInt8, unit: '' },
      ],
      chart: {
        title: 'Recall@10 by vectors alone',
        unit: '',
        kind: 'bars',
        bars: [
          { label: 'float', value: float },
          { label: 'int8', value: int8, target: float },
        ],
      },
    };
  },
};
