import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { OnnxGraph } from './onnx-graph.js';
import { floatProducts, int8Products, type Products } from './products.js';
import { type Matrix, quantise } from './quantisation.js';

const [ROWS, COLUMNS] = [96, 48];
/** Numbers like those of a trained layer: most are small, each column has its own size. */
const weights: Matrix = {
  name: 'weights',
  data: Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => Math.sin(i * 7.3) ** 3 * (1 + (i % COLUMNS))),
  rows: ROWS,
  columns: COLUMNS,
};

async function multiply(
  products: (graph: OnnxGraph, count: string) => Products,
  of: 'product' | 'productOfPositive',
  tokens: readonly (readonly number[])[],
): Promise<number[][]> {
  const graph = new OnnxGraph();
  const x = graph.input('x', 'float', ['tokens', ROWS]);
  const count = graph.node('Gather', [graph.node('Shape', [x]), graph.integers([0])]);
  graph.output(products(graph, count)[of](x, weights), 'y', 'float', ['tokens', COLUMNS]);
  const session = await InferenceSession.create(graph.encode('test'), { logSeverityLevel: 3 });
  const { y } = await session.run({ x: new Tensor('float32', tokens.flat(), [tokens.length, ROWS]) });
  const data = [...(y?.data as Float32Array)];
  return tokens.map((_, row) => data.slice(row * COLUMNS, (row + 1) * COLUMNS));
}

function token(seed: number, size = 1): number[] {
  return Array.from({ length: ROWS }, (_, i) => size * Math.sin(seed + i * 1.7));
}

/** How far apart, over the length of the exact one. */
function error(actual: readonly number[] = [], exact: readonly number[] = []): number {
  return Math.hypot(...actual.map((x, i) => x - (exact[i] ?? Number.NaN))) / Math.hypot(...exact);
}

describe.each(['product', 'productOfPositive'] as const)('the int8 %s', (of) => {
  const tokens = [token(1), token(2, 1000), token(3, 1e-3)];

  it('is near that of floats for tokens of any size', async () => {
    const exact = await multiply(floatProducts, of, tokens);
    const rounded = await multiply(int8Products, of, tokens);
    for (const [row, vector] of rounded.entries()) expect(error(vector, exact[row])).toBeLessThan(0.02);
  });

  it('is for a token the same in any company', async () => {
    const [together] = await multiply(int8Products, of, tokens);
    expect((await multiply(int8Products, of, [token(1)]))[0]).toEqual(together);
  });

  it('is zero for a token of zeros', async () => {
    const [nothing] = await multiply(int8Products, of, [new Array(ROWS).fill(0)]);
    expect(nothing?.every((x) => x === 0)).toBe(true);
  });
});

describe('integers for floats', () => {
  it('have a scale for each line that makes the largest 127', () => {
    const matrix = { name: 'm', data: Float32Array.of(1, -200, 0.5, 100), rows: 2, columns: 2 };
    expect([...quantise(matrix, 'columns').data]).toEqual([127, -127, 64, 64]);
    expect([...quantise(matrix, 'rows').data]).toEqual([1, -127, 1, 127]);
    expect(quantise(matrix, 'rows').scales[1]).toBeCloseTo(100 / 127, 5);
  });

  it('stay zero for a line of zeros', () => {
    expect([...quantise({ name: 'm', data: new Float32Array(2), rows: 1, columns: 2 }, 'rows').data]).toEqual(
      [0, 0],
    );
  });
});
