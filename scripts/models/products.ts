import type { OnnxGraph } from './onnx-graph.js';
import { type Matrix, quantise } from './quantisation.js';

/** How the graph multiplies by its weights. */
export type Precision = 'float' | 'int8';

export interface Products {
  /** The rows of a table that `indices` name: [...indices, columns]. */
  rows(table: Matrix, indices: string): string;
  /** `tokens` [tokens, rows] times `weights`: [tokens, columns]. */
  product(tokens: string, weights: Matrix): string;
  /** The same of max(tokens, 0). */
  productOfPositive(tokens: string, weights: Matrix): string;
}

/**
 * The largest that a number of a token may become. Processors without VNNI add two products of a token's and a
 * weight's number in 16 bits and clip: 2 x 127 x 127 fits, 255 does not. So each machine gives the same vectors.
 */
const LARGEST = 127;
/** Where zero lies among the unsigned numbers of a token, which is the kind that has the fast kernels on x86. */
const MIDDLE = 64;
/** Keeps the scale of a token of zeros from being zero itself. */
const SMALLEST_SCALE = 1e-12;

export function floatProducts(graph: OnnxGraph): Products {
  const constant = ({ name, data, rows, columns }: Matrix) => graph.constant(data, [rows, columns], name);
  const product = (tokens: string, weights: Matrix) => graph.node('MatMul', [tokens, constant(weights)]);
  return {
    rows: (table, indices) => graph.node('Gather', [constant(table), indices]),
    product,
    productOfPositive: (tokens, weights) => product(graph.node('Relu', [tokens]), weights),
  };
}

/**
 * Weights of 8 bits with a scale for each column, tokens of 7 bits with a scale for each token, made when the graph
 * runs: so a token's numbers do not depend on what else is in the batch, as they would under DynamicQuantizeLinear,
 * which has one scale for all.
 */
export function int8Products(graph: OnnxGraph, tokenCount: string): Products {
  const middle = graph.constant(Uint8Array.of(MIDDLE), []);
  const middles = graph.node('Expand', [middle, tokenCount]);
  const number = (value: number) => graph.constant(Float32Array.of(value), []);

  function product(
    tokens: string,
    weights: Matrix,
    largest: string,
    steps: number,
    zero: { each: string[]; all: string },
  ) {
    const { data, scales } = quantise(weights, 'columns');
    const exact = graph.node('Mul', [largest, number(1 / steps)]);
    const scale = graph.node('Max', [exact, number(SMALLEST_SCALE)]);
    const perToken = graph.node('Squeeze', [scale, graph.integers([1])]);
    const quantised = graph.node('QuantizeLinear', [tokens, perToken, ...zero.each], { axis: 0 });
    const scaled = graph.node('com.microsoft.MatMulIntegerToFloat', [
      quantised,
      graph.constant(data, [weights.rows, weights.columns], weights.name),
      number(1),
      graph.constant(scales, [weights.columns], `${weights.name}/scales`),
      zero.all,
    ]);
    return graph.node('Mul', [scaled, scale]);
  }

  return {
    rows(table, indices) {
      const { data, scales } = quantise(table, 'rows');
      const integers = graph.node('Gather', [
        graph.constant(data, [table.rows, table.columns], table.name),
        indices,
      ]);
      const scale = graph.node('Gather', [
        graph.constant(scales, [table.rows, 1], `${table.name}/scales`),
        indices,
      ]);
      return graph.node('Mul', [graph.node('Cast', [integers], { to: 1 }), scale]);
    },
    product(tokens, weights) {
      const largest = graph.node('ReduceMax', [graph.node('Abs', [tokens])], { axes: [1], keepdims: 1 });
      return product(tokens, weights, largest, LARGEST - MIDDLE, { each: [middles], all: middle });
    },
    /** Numbers without a sign cannot go below zero: the maximum with zero costs nothing. */
    productOfPositive(tokens, weights) {
      const largest = graph.node('ReduceMax', [tokens], { axes: [1], keepdims: 1 });
      return product(tokens, weights, largest, LARGEST, {
        each: [],
        all: graph.constant(Uint8Array.of(0), []),
      });
    },
  };
}
