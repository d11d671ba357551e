import { onnxEmbedder } from '../../shared/adapters/onnx/onnx-embedder.js';
import { ensureEncoder } from '../models/ensure-encoder.js';
import type { Benchmark } from './benchmark.js';
import { median, percentile } from './statistics.js';

const query = 'half remembered film about a robot in love in space';
const synopsis =
  'A retired detective comes back to the flooded harbour town of her childhood after a letter from a dead man, and ' +
  'finds that the lighthouse keeper, the mayor and her own sister have kept a secret for thirty years. While a storm ' +
  'closes the only road, she must decide whom to believe before the last ferry leaves with the one witness who could ' +
  'explain that night.';
const PAGE = 128;
const page = Array.from({ length: PAGE }, (_, index) =>
  synopsis
    .split(' ')
    .slice(index % 8)
    .join(' '),
);

export const encoder: Benchmark = {
  about: 'the sentence encoder on one thread, tokenising included',
  async run({ say }) {
    const embedder = await onnxEmbedder({ kind: 'sentence-encoder', folder: await ensureEncoder() });
    say('one query at a time');
    const queries = await timed(300, () => embedder.embedText([query]));
    say('pages of 128 synopses');
    const pages = await timed(12, () => embedder.embedText(page));
    const perSecond = (PAGE / median(pages)) * 1_000;
    return {
      figures: [
        { what: 'query of ten words, median', value: median(queries), unit: 'ms' },
        { what: 'query of ten words, p99', value: percentile(queries, 0.99), unit: 'ms' },
        {
          what: 'synopses of about 80 tokens, median',
          value: perSecond,
          unit: '1/s',
          target: { atLeast: 500 },
        },
      ],
      chart: {
        title: 'Synopses embedded a second',
        unit: '1/s',
        kind: 'bars',
        bars: [{ label: 'pages of 128', value: perSecond, target: 500 }],
      },
    };
  },
};

/** Milliseconds of each call, after a tenth as many that do not count. */
async function timed(calls: number, call: () => Promise<unknown>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = -Math.ceil(calls / 10); i < calls; i++) {
    const startedAt = performance.now();
    await call();
    if (i >= 0) milliseconds.push(performance.now() - startedAt);
  }
  return milliseconds;
}
