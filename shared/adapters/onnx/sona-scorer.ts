import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Lora } from '../../sona/lora.js';
import type { Scorer } from '../../sona/scorer.js';
import type { ScoringRequest } from '../../sona/tower.js';

/** One thread: the products are too small to be worth a second. */
const options: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
};

/**
 * The scorer over a graph as scripts/models/sona-graph.ts describes it. A request names at most two adapters, everybody's first.
 * The runtime is imported only here, so that functions without a model start without it.
 * @param model the graph's bytes
 * @throws when this runtime cannot read them
 */
export async function openSonaScorer(model: Uint8Array): Promise<Scorer> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(model, options).catch((cause: unknown) => {
    throw new Error(`The scoring graph cannot be loaded: run "npm run models". ${String(cause)}`, { cause });
  });
  const matrix = (data: Float32Array, rows: number, columns: number): Tensor =>
    new Tensor('float32', data, [rows, columns]);
  return {
    async score(request) {
      if (request.count === 0) return new Float32Array(0);
      const { scores } = await session.run(feedsOf(request, matrix));
      if (!(scores?.data instanceof Float32Array)) throw new Error('The scoring graph gave no scores.');
      return scores.data;
    },
  };
}

type Matrix = (data: Float32Array, rows: number, columns: number) => Tensor;

function feedsOf(request: ScoringRequest, matrix: Matrix): Record<string, Tensor> {
  const { count, state, base, vectors, features, adapters } = request;
  const inputs = state.length;
  const outputs = base.length / inputs;
  const [everybodys, own] = adapters;
  return {
    state: matrix(state, 1, inputs),
    base: matrix(base, inputs, outputs),
    vectors: matrix(vectors, count, vectors.length / count),
    features: matrix(features, count, features.length / count),
    ...adapterFeeds('global', everybodys, inputs, outputs, matrix),
    ...adapterFeeds('viewer', own, inputs, outputs, matrix),
  };
}

function adapterFeeds(
  name: string,
  adapter: Lora | undefined,
  inputs: number,
  outputs: number,
  matrix: Matrix,
): Record<string, Tensor> {
  const rank = adapter?.shape.rank ?? 0;
  const weights = adapter?.weights ?? new Float32Array(0);
  return {
    [`${name}Down`]: matrix(weights.subarray(0, inputs * rank), inputs, rank),
    [`${name}Up`]: matrix(weights.subarray(inputs * rank), rank, outputs),
    [`${name}Scale`]: matrix(Float32Array.of(adapter?.scale ?? 0), 1, 1),
  };
}
