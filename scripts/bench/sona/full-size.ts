import { InferenceSession, Tensor } from 'onnxruntime-node';
import { scoringGraph } from '../../../shared/adapters/onnx/scoring-graph.js';
import { openSonaScorer } from '../../../shared/adapters/onnx/sona-scorer.js';
import { chanceFrom } from '../../../shared/sona/chance.js';
import { featureSize } from '../../../shared/sona/features.js';
import { Lora } from '../../../shared/sona/lora.js';
import type { ScoringRequest } from '../../../shared/sona/tower.js';
import { OnnxGraph } from '../../models/onnx-graph.js';
import { percentile } from '../statistics.js';

/** A tower over whole embeddings, 1,000 candidates, both adapters as large as they may be: 1 M and 256 K numbers. */
const SIZE = 768;
const CANDIDATES = 1_000;
const GLOBAL_RANK = 643;
const VIEWER_RANK = 164;
const OUTPUTS = SIZE + featureSize;
const ROUNDS = 300;

/** Milliseconds of scoring at full size, and of the products alone in the same runtime, alternating. */
export async function fullSizeScoring(): Promise<{ ours: number[]; floor: number[] }> {
  const request = fullRequest();
  const scorer = await openSonaScorer(scoringGraph);
  const bare = await bareProducts(request);
  const times = { ours: [] as number[], floor: [] as number[] };
  for (let round = -20; round < ROUNDS; round++) {
    for (const [kind, run] of [
      ['ours', () => scorer.score(request)],
      ['floor', bare],
    ] as const) {
      const began = performance.now();
      await run();
      if (round >= 0) times[kind].push(performance.now() - began);
    }
  }
  return times;
}

export const p99 = (times: readonly number[]) => percentile(times, 0.99);

function fullRequest(): ScoringRequest {
  const chance = chanceFrom(1);
  const numbers = (length: number) => Float32Array.from({ length }, () => chance() - 0.5);
  const settings = { alpha: 16, rate: 0.04, lambda: 100, fisherKept: 0.99 };
  const adapter = (rank: number) => new Lora({ inputs: SIZE, outputs: OUTPUTS, rank }, settings, chance);
  return {
    count: CANDIDATES,
    state: numbers(SIZE),
    base: numbers(SIZE * OUTPUTS),
    vectors: numbers(CANDIDATES * SIZE),
    features: numbers(CANDIDATES * featureSize),
    adapters: [adapter(GLOBAL_RANK), adapter(VIEWER_RANK)],
  };
}

/** The same matrix products, each on its own, with nothing between them. */
async function bareProducts(request: ScoringRequest): Promise<() => Promise<unknown>> {
  const graph = new OnnxGraph();
  const feeds: Record<string, Tensor> = {};
  const product = (
    name: string,
    rows: number,
    inner: number,
    columns: number,
    data: Float32Array,
    isLeft: boolean,
  ) => {
    const given = isLeft ? [rows, inner] : [inner, columns];
    const other = isLeft ? [inner, columns] : [rows, inner];
    graph.input(name, 'float', given);
    graph.input(`${name}Other`, 'float', other);
    feeds[name] = new Tensor('float32', data, given);
    feeds[`${name}Other`] = new Tensor(
      'float32',
      new Float32Array((other[0] ?? 0) * (other[1] ?? 0)).fill(0.5),
      other,
    );
    const sides = isLeft ? [name, `${name}Other`] : [`${name}Other`, name];
    graph.output(graph.node('MatMul', sides), `${name}Product`, 'float', [rows, columns]);
  };
  product('base', 1, SIZE, OUTPUTS, request.base, false);
  for (const [i, adapter] of request.adapters.entries()) {
    if (!adapter) continue;
    const { rank } = adapter.shape;
    product(`down${i}`, 1, SIZE, rank, adapter.weights.subarray(0, SIZE * rank), false);
    product(`up${i}`, 1, rank, OUTPUTS, adapter.weights.subarray(SIZE * rank), false);
  }
  product('vectors', CANDIDATES, SIZE, 1, request.vectors, true);
  product('features', CANDIDATES, featureSize, 1, request.features, true);
  const session = await InferenceSession.create(graph.encode('products'), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  return () => session.run(feeds);
}
