import { OnnxGraph } from './onnx-graph.js';

/**
 * All scoring of a request as one graph without weights or sizes of its own:
 *
 *     tower  = state base + globalScale (state globalDown) globalUp + viewerScale (state viewerDown) viewerUp
 *     scores = vectors tower[..vector] + features tower[vector..]
 *
 * Adapters bend the tower, once a request, whatever the number of candidates. An absent adapter has rank 0.
 */
export function sonaGraph(): Uint8Array {
  const graph = new OnnxGraph();
  const state = graph.input('state', 'float', [1, 'inputs']);
  const base = graph.input('base', 'float', ['inputs', 'outputs']);
  const adapters = ['global', 'viewer'].map((name) => ({
    down: graph.input(`${name}Down`, 'float', ['inputs', `${name}Rank`]),
    up: graph.input(`${name}Up`, 'float', [`${name}Rank`, 'outputs']),
    scale: graph.input(`${name}Scale`, 'float', [1, 1]),
  }));
  const vectors = graph.input('vectors', 'float', ['candidates', 'vector']);
  const described = graph.input('features', 'float', ['candidates', 'features']);
  const changes = adapters.map(({ down, up, scale }) =>
    graph.node('MatMul', [graph.node('Mul', [graph.node('MatMul', [state, down]), scale]), up]),
  );
  const tower = changes.reduce(
    (sum, change) => graph.node('Add', [sum, change]),
    graph.node('MatMul', [state, base]),
  );
  const column = graph.node('Reshape', [tower, graph.integers([-1, 1])]);
  const size = graph.node('Shape', [vectors], { start: 1, end: 2 });
  const slice = (from: string, to: string) => graph.node('Slice', [column, from, to, graph.integers([0])]);
  const scores = graph.node('Add', [
    graph.node('MatMul', [vectors, slice(graph.integers([0]), size)]),
    graph.node('MatMul', [described, slice(size, graph.integers([Number.MAX_SAFE_INTEGER]))]),
  ]);
  graph.output(scores, 'scores', 'float', ['candidates', 1]);
  return graph.encode('sona');
}

/** The file that holds the graph for the services: it is small, and one file less to deploy. */
export function scoringGraphSource(): string {
  const text = Buffer.from(sonaGraph()).toString('base64');
  return `/** The graph of scripts/models/sona-graph.ts, written by \`npm run models\`. */
export const scoringGraph: Uint8Array = Buffer.from(
  '${text}',
  'base64',
);
`;
}
