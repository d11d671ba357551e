import { OnnxGraph } from './onnx-graph.js';

/** The sizes of one scoring graph. */
export interface SonaShape {
  /** Numbers of a viewer's state. */
  inputs: number;
  /** Of a title's vector, and of a candidate's features. */
  vector: number;
  features: number;
}

/**
 * All scoring of a request as one graph without weights of its own:
 *
 *     tower  = state base + globalScale (state globalDown) globalUp + viewerScale (state viewerDown) viewerUp
 *     scores = vectors tower[..vector] + features tower[vector..]
 *
 * Adapters bend the tower, once a request, whatever the number of candidates. An absent adapter has rank 0.
 */
export function sonaGraph(shape: SonaShape): Uint8Array {
  const { inputs, vector, features } = shape;
  const outputs = vector + features;
  const graph = new OnnxGraph();
  const state = graph.input('state', 'float', [1, inputs]);
  const base = graph.input('base', 'float', [inputs, outputs]);
  const adapters = ['global', 'viewer'].map((name) => ({
    down: graph.input(`${name}Down`, 'float', [inputs, `${name}Rank`]),
    up: graph.input(`${name}Up`, 'float', [`${name}Rank`, outputs]),
    scale: graph.input(`${name}Scale`, 'float', [1, 1]),
  }));
  const vectors = graph.input('vectors', 'float', ['candidates', vector]);
  const described = graph.input('features', 'float', ['candidates', features]);
  const changes = adapters.map(({ down, up, scale }) =>
    graph.node('MatMul', [graph.node('Mul', [graph.node('MatMul', [state, down]), scale]), up]),
  );
  const tower = changes.reduce(
    (sum, change) => graph.node('Add', [sum, change]),
    graph.node('MatMul', [state, base]),
  );
  const column = graph.node('Reshape', [tower, graph.integers([outputs, 1])]);
  const slice = (from: number, to: number) =>
    graph.node('Slice', [column, graph.integers([from]), graph.integers([to]), graph.integers([0])]);
  const scores = graph.node('Add', [
    graph.node('MatMul', [vectors, slice(0, vector)]),
    graph.node('MatMul', [described, slice(vector, outputs)]),
  ]);
  graph.output(scores, 'scores', 'float', ['candidates', 1]);
  return graph.encode('sona');
}
