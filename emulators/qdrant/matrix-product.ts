import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const { onnx } = onnxProto;

const FLOAT = 1;
/** The oldest version whose MatMul is today's. */
const OPERATOR_SET = 13;

/** Multiplies matrices on one thread through a graph of a single MatMul. Blocks the event loop. */
export class MatrixProduct {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async create(): Promise<MatrixProduct> {
    const graph = onnx.ModelProto.encode({
      irVersion: 8,
      opsetImport: [{ domain: '', version: OPERATOR_SET }],
      graph: {
        name: 'matrix-product',
        node: [{ opType: 'MatMul', input: ['matrix', 'other'], output: ['product'] }],
        input: [matrixOf('matrix', 'rows', 'dimension'), matrixOf('other', 'dimension', 'columns')],
        output: [matrixOf('product', 'rows', 'columns')],
      },
    }).finish();
    return new MatrixProduct(
      await InferenceSession.create(graph, { intraOpNumThreads: 1, interOpNumThreads: 1 }),
    );
  }

  /** The dot products of each row of a row-major matrix with the columns of the other (also row-major), row by row. */
  async multiply(matrix: Float32Array, other: Float32Array, dimension = other.length): Promise<Float32Array> {
    const { product } = await this.#session.run({
      matrix: new Tensor('float32', matrix, [matrix.length / dimension, dimension]),
      other: new Tensor('float32', other, [dimension, other.length / dimension]),
    });
    return product?.data as Float32Array;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function matrixOf(name: string, rows: string, columns: string) {
  return {
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: [{ dimParam: rows }, { dimParam: columns }] } } },
  };
}
