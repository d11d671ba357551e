import { OnnxGraph } from './onnx-graph.js';
import { floatProducts, int8Products, type Precision, type Products } from './products.js';
import type { Matrix } from './quantisation.js';
import { type Weight, weightOf } from './tfjs-weights.js';

export const ENCODER = 'universal-sentence-encoder-lite';
const LAYERS = 2;
/** Added to a variance before its root is taken. */
const EPSILON = 1e-6;
const INT32 = 6;
const FLOAT = 1;

export interface SentenceEncoderGraph {
  /** The bytes of an ONNX file. */
  model: Uint8Array;
  /** Of an embedding. */
  dimensions: number;
  /** Of a sentence; for more the graph has no places. */
  maxTokens: number;
}

/**
 * Universal Sentence Encoder Lite (Cer et al. 2018) as an ONNX graph. Two layers of a transformer (Vaswani et al.
 * 2017) that normalise before each part, the mean of the tokens, one hidden layer, unit length.
 *
 * Inputs: `tokens`, int64 [sentences, length]: ids of each sentence's pieces, filled up with any ids to the length of
 * the longest; `lengths`, int64 [sentences]: how many of them count, 1 to `maxTokens`.
 * Output: `embedding`, float [sentences, dimensions].
 *
 * Between attention and attention tokens are rows of [sentences x length, size]. The same weights give the same bytes.
 * @throws when the weights are not those of this model
 */
export function sentenceEncoderGraph(
  weights: ReadonlyMap<string, Weight>,
  precision: Precision,
): SentenceEncoderGraph {
  const builder = new Builder(weights, precision);
  const dimensions = builder.build();
  return { model: builder.graph.encode(ENCODER), dimensions, maxTokens: builder.maxTokens };
}

class Builder {
  readonly graph = new OnnxGraph();
  readonly maxTokens: number;
  readonly #weights: ReadonlyMap<string, Weight>;
  readonly #products: Products;
  /**
   * For the first layer's products of tokens as they come. In 8 bits they would be a fourteenth of the work and half
   * of what the vectors lose (1 - cosine .0007 instead of .0004, median of 1,000 titles).
   */
  readonly #exact = floatProducts(this.graph);
  readonly #tokens = this.graph.input('tokens', 'int64', ['sentences', 'length']);
  readonly #lengths = this.graph.input('lengths', 'int64', ['sentences']);
  readonly #shape = this.graph.node('Shape', [this.#tokens]);
  readonly #length = this.graph.node('Gather', [this.#shape, this.graph.integers([1])]);

  constructor(weights: ReadonlyMap<string, Weight>, precision: Precision) {
    this.#weights = weights;
    this.maxTokens = this.#integer('ClipToMaxLength/Less/y');
    const tokenCount = this.graph.node('ReduceProd', [this.#shape], { keepdims: 1 });
    this.#products = precision === 'float' ? this.#exact : int8Products(this.graph, tokenCount);
  }

  /** The size of the output. */
  build(): number {
    let rows = this.#embedTokens();
    for (let layer = 0; layer < LAYERS; layer++) {
      rows = this.#layer(
        `Layer_${layer}/TransformerLayer/`,
        rows,
        layer === 0 ? this.#exact : this.#products,
      );
    }
    const hidden = this.#matrix('tanh_layer_0/weights');
    const size = hidden.columns;
    const product = this.#exact.product(this.#mean(rows, hidden.rows), hidden);
    const embedding = this.graph.node('Tanh', [this.#plus(product, 'tanh_layer_0/bias')]);
    const norm = this.graph.node('ReduceL2', [embedding], { axes: [1], keepdims: 1 });
    this.graph.output(this.graph.node('Div', [embedding, norm]), 'embedding', 'float', ['sentences', size]);
    return size;
  }

  /** The model was trained to read each piece twice, once with its place. */
  #embedTokens(): string {
    const table = this.#matrix('module/Embeddings_en');
    const pieces = this.#products.rows({ ...table, data: table.data.map((x) => 2 * x) }, this.#tokens);
    const places = this.graph.constant(this.#places(), [this.maxTokens, table.columns], 'places');
    const used = this.graph.node('Slice', [
      places,
      this.graph.integers([0]),
      this.#length,
      this.graph.integers([0]),
    ]);
    return this.#asRows(this.graph.node('Add', [pieces, used]), table.columns);
  }

  /** Sines, then cosines, of each place in waves of growing length. */
  #places(): Float32Array {
    const { data: frequencies } = this.#weight('AddTimingSignal/TimingSignal/ExpandDims_1');
    const places = Array.from({ length: this.maxTokens }, (_, place) => {
      const angles = Array.from(frequencies, (frequency) => Math.fround(place * frequency));
      return [...angles.map(Math.sin), ...angles.map(Math.cos)];
    });
    return Float32Array.from(places.flat());
  }

  /** @param entry makes the products of `rows` */
  #layer(name: string, rows: string, entry: Products): string {
    const { graph } = this;
    const attended = this.#attention(`${name}MultiheadAttention/`, this.#normalised(name, rows), entry);
    const carried = this.#has(`${name}dense/kernel`) ? this.#linear(`${name}dense`, rows, entry) : rows;
    const sum = graph.node('Add', [attended, carried]);
    const inner = this.#plus(
      this.#products.product(
        this.#normalised(`${name}FFN/`, sum),
        this.#matrix(`${name}FFN/conv1/Tensordot/Reshape_1`),
      ),
      `${name}FFN/conv1/bias`,
    );
    const outer = this.#products.productOfPositive(
      inner,
      this.#matrix(`${name}FFN/conv2/Tensordot/Reshape_1`),
    );
    return graph.node('Add', [this.#plus(outer, `${name}FFN/conv2/bias`), sum]);
  }

  #attention(name: string, rows: string, entry: Products): string {
    const { graph } = this;
    const kernel = this.#matrix(`${name}qkv_transform_single/kernel`);
    const size = kernel.columns / 3;
    const all = entry.product(rows, kernel);
    const parts = graph.nodes('Split', [all, graph.integers([size, size, size])], { axis: 1 }, 3);
    const attended = graph.node(
      'com.microsoft.MultiHeadAttention',
      [
        ...parts.map((part) => this.#asSentences(part, size)),
        this.#vector(`${name}qkv_transform_single/bias`),
        graph.node('Cast', [this.#lengths], { to: INT32 }),
      ],
      {
        num_heads: this.#integer(
          'Layer_1/TransformerLayer/MultiheadAttention/split_heads/split_last_dimension/Reshape/shape/2',
        ),
      },
    );
    return this.#linear(`${name}output_transform_single`, this.#asRows(attended, size), this.#products);
  }

  #normalised(name: string, rows: string): string {
    const norm = `${name}layer_prepostprocess/layer_norm/layer_norm_`;
    return this.graph.node(
      'LayerNormalization',
      [rows, this.#vector(`${norm}scale`), this.#vector(`${norm}bias`)],
      { axis: -1, epsilon: { float: EPSILON } },
    );
  }

  #linear(name: string, rows: string, products: Products): string {
    return this.#plus(products.product(rows, this.#matrix(`${name}/kernel`)), `${name}/bias`);
  }

  /** The mean of the tokens that count, as a product with 1 / length for each of them and 0 for the others. */
  #mean(rows: string, size: number): string {
    const { graph } = this;
    const scalar = (value: number) => graph.integers([value], []);
    const limits = graph.node('Unsqueeze', [this.#lengths, graph.integers([1])]);
    const places = graph.node('Range', [scalar(0), graph.node('Squeeze', [this.#length]), scalar(1)]);
    const counts = graph.node('Cast', [graph.node('Less', [places, limits])], { to: FLOAT });
    const shares = graph.node('Div', [counts, graph.node('Cast', [limits], { to: FLOAT })]);
    const middle = graph.integers([1]);
    const sums = graph.node('MatMul', [
      graph.node('Unsqueeze', [shares, middle]),
      this.#asSentences(rows, size),
    ]);
    return graph.node('Squeeze', [sums, middle]);
  }

  #asRows(tensor: string, size: number): string {
    return this.graph.node('Reshape', [tensor, this.graph.integers([-1, size])]);
  }

  #asSentences(rows: string, size: number): string {
    const shape = this.graph.node('Concat', [this.#shape, this.graph.integers([size])], { axis: 0 });
    return this.graph.node('Reshape', [rows, shape]);
  }

  #plus(rows: string, bias: string): string {
    return this.graph.node('Add', [rows, this.#vector(bias)]);
  }

  #vector(name: string): string {
    const { data } = this.#matrix(name);
    return this.graph.constant(data, [data.length], name);
  }

  #has(name: string): boolean {
    return [...this.#weights.keys()].some((key) => key.includes(name));
  }

  #weight(name: string): Weight {
    return weightOf(this.#weights, name);
  }

  #integer(name: string): number {
    const { data } = this.#weight(name);
    return data[0] ?? Number.NaN;
  }

  /** Kernels of convolutions over one cell have a shape of 1 x 1 before that of the matrix. */
  #matrix(name: string): Matrix {
    const { data, shape } = this.#weight(name);
    if (data instanceof Int32Array) throw new Error(`${name} holds no floats.`);
    return { name, data, rows: shape.at(-2) ?? 1, columns: shape.at(-1) ?? 1 };
  }
}
