import { MatrixProduct } from '../../../emulators/qdrant/matrix-product.js';
import type { Benchmark, BenchmarkContext, Figure, Target } from '../benchmark.js';
import { catalogueFile } from '../filled-suite.js';
import { type LoadResult, load } from '../load.js';
import { median } from '../statistics.js';
import { type Engine, filledFolder, serve } from './client.js';
import { type EngineQueries, engineQueries, recallOf } from './queries.js';

const COPIES = [1, 10] as const;
const run = { seconds: 5, warmUpSeconds: 2 };
/** Of the text vectors, which are the larger half. */
const DIMENSION = 512;
const FLOOR_CALLS = 15;
const OFTEN = 10;

interface Measured {
  points: number;
  loads: { kind: string; connections: number; result: LoadResult }[];
  floor: number;
  figures: Figure[];
}

export const vectorEngine: Benchmark = {
  about:
    "the embedded Qdrant's engine alone, in a process of its own over HTTP, with the adapter's own batch queries, at 66,030 titles and with nine made-up neighbours beside each",
  async run(context) {
    catalogueFile(context);
    const queries = await engineQueries(context.data ?? '');
    const measured: Measured[] = [];
    for (const copies of COPIES) measured.push(await measure(copies, queries, context));
    const [small, large] = measured as [Measured, Measured];
    return {
      figures: [...measured.flatMap(({ figures }) => figures), ...growth(small, large)],
      chart: {
        title: 'One batch query, one client, p95',
        unit: 'ms',
        kind: 'bars',
        bars: measured.flatMap(({ points, loads, floor }) => [
          ...loads
            .filter(({ connections }) => connections === 1)
            .map(({ kind, result }) => ({ label: `${kind}, ${named(points)}`, value: result.p95 })),
          { label: `bare product, ${named(points)}`, value: floor },
        ]),
      },
    };
  },
};

async function measure(copies: number, queries: EngineQueries, context: BenchmarkContext): Promise<Measured> {
  const folder = await filledFolder(context, copies);
  context.say(`starting on ${copies} x the titles`);
  const engine = await serve(folder);
  try {
    return await measureEngine(engine, queries, context.say);
  } finally {
    await engine.stop();
  }
}

async function measureEngine(
  engine: Engine,
  queries: EngineQueries,
  say: (progress: string) => void,
): Promise<Measured> {
  const points = await engine.points();
  const at = named(points);
  const figures: Figure[] = [
    { what: `${at}, from start to first answer`, value: engine.startSeconds, unit: 's' },
    { what: `${at}, from start to index built`, value: await engine.indexed(), unit: 's' },
  ];
  for (const [kind, recalled] of Object.entries(queries.recalled)) {
    say(`recall at ${at}, ${kind}`);
    const value = await recallOf(engine.url, recalled, OFTEN);
    figures.push({ what: `${at}, recall@10 of exact, ${kind}`, value, unit: '', target: { atLeast: 0.97 } });
  }
  const floor = await bareProduct(points);
  const loads: Measured['loads'] = [];
  for (const [kind, bodies] of Object.entries(queries.batches)) {
    for (const connections of [1, 16]) {
      say(`${kind} at ${at}, ${connections} at once`);
      const urls = bodies.map(() => `${engine.url}/collections/titles/points/query/batch`);
      const result = await load({ urls, bodies, connections, ...run });
      loads.push({ kind, connections, result });
      figures.push(...loadFigures(`${at}, ${kind}, ${connections} at once`, connections, result));
    }
  }
  const worst = Math.max(
    ...loads.filter(({ connections }) => connections === 1).map(({ result }) => result.p50),
  );
  figures.push(
    { what: `${at}, bare float32 product with every text vector, median`, value: floor, unit: 'ms' },
    { what: `${at}, slowest kind's p50 over that product`, value: worst / floor, unit: 'x' },
    { what: `${at}, resident`, value: await engine.residentMegabytes(), unit: 'MB' },
  );
  return { points, loads, floor, figures };
}

function loadFigures(at: string, connections: number, { p50, p95, p99, perSecond }: LoadResult): Figure[] {
  const answers: Figure = { what: `${at}, answers`, value: perSecond, unit: '1/s' };
  return [
    { what: `${at}, p50`, value: p50, unit: 'ms' },
    { what: `${at}, p95`, value: p95, unit: 'ms' },
    { what: `${at}, p99`, value: p99, unit: 'ms' },
    ...(connections === 1 ? [] : [answers]),
  ];
}

function growth(small: Measured, large: Measured): Figure[] {
  return small.loads.map(({ kind, connections, result }) => {
    const grown = large.loads.find((other) => other.kind === kind && other.connections === connections);
    const target: { target?: Target } = connections === 1 ? { target: { atMost: 2 } } : {};
    const what = `p95 at ${named(large.points)} over ${named(small.points)}, ${kind}, ${connections} at once`;
    return { what, value: (grown?.result.p95 ?? Number.NaN) / result.p95, unit: 'x', ...target };
  });
}

/** Milliseconds of one product of a query with as many vectors: the time does not depend on what is in them. */
async function bareProduct(points: number): Promise<number> {
  const product = await MatrixProduct.create();
  const matrix = new Float32Array(points * DIMENSION).fill(0.5);
  const query = new Float32Array(DIMENSION).fill(0.5);
  const milliseconds: number[] = [];
  for (let call = 0; call < FLOOR_CALLS; call++) {
    const startedAt = performance.now();
    await product.multiply(matrix, query);
    milliseconds.push(performance.now() - startedAt);
  }
  await product.release();
  return median(milliseconds);
}

function named(points: number): string {
  return `${points.toLocaleString('en-US')} points`;
}
