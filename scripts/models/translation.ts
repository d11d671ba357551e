import type { Attribute, Dimension, ElementType, OnnxGraph } from './onnx-graph.js';
import type { TfjsConstant, TfjsNode } from './tfjs-model.js';

/** Numbers known while the graph is built. */
export interface Constant extends TfjsConstant {
  kind: 'constant';
  name: string;
}

/** What is known of a tensor before the graph runs. */
export interface Form {
  type: ElementType;
  shape: readonly Dimension[];
}

/** Numbers known when the graph runs. */
export interface Tensor extends Form {
  kind: 'tensor';
  name: string;
}

/**
 * What the source computes from shapes. Kept as symbols, most of that arithmetic disappears:
 * two thirds of the source's operators only carry sizes from one reshape to the next.
 */
export interface Sizes {
  kind: 'sizes';
  sizes: readonly Dimension[];
  scalar: boolean;
}

export type Value = Constant | Tensor | Sizes;

/** Writes operators into an ONNX graph and knows the type and the symbolic shape of each result. */
export class Translation {
  #sources = new Map<string, { tensor: string; axis: number }>();

  constructor(readonly graph: OnnxGraph) {}

  input(name: string, type: ElementType, shape: readonly Dimension[]): Tensor {
    return this.#know({ kind: 'tensor', name: this.graph.input(name, type, shape), type, shape });
  }

  emit(
    opType: string,
    inputs: readonly (Tensor | string)[],
    { type, shape }: Form,
    attributes: Record<string, Attribute> = {},
  ): Tensor {
    const names = inputs.map((input) => (typeof input === 'string' ? input : input.name));
    return this.#know({ kind: 'tensor', name: this.graph.node(opType, names, attributes), type, shape });
  }

  /** Several results of one operator. */
  emitAll(
    opType: string,
    inputs: readonly (Tensor | string)[],
    results: readonly Form[],
    attributes: Record<string, Attribute> = {},
  ): Tensor[] {
    const names = inputs.map((input) => (typeof input === 'string' ? input : input.name));
    const outputs = this.graph.nodes(opType, names, attributes, results.length);
    return results.map(({ type, shape }, index) =>
      this.#know({ kind: 'tensor', name: outputs[index] ?? opType, type, shape }),
    );
  }

  /** The value as an input of an operator: constants enter the graph, sizes are read from a tensor. */
  tensor(value: Value): Tensor {
    if (value.kind === 'tensor') return value;
    if (value.kind === 'sizes') return this.#readSizes(value);
    const { data, shape, name } = value;
    if (data instanceof Int32Array) {
      return { kind: 'tensor', name: this.graph.integers([...data], shape), type: 'int64', shape };
    }
    const small = data.length === 1;
    return {
      kind: 'tensor',
      name: this.graph.constant(data, shape, small ? undefined : name),
      type: 'float',
      shape,
    };
  }

  /** @throws when the value is only known at run time */
  sizes(value: Value): readonly Dimension[] {
    return value.kind === 'sizes' ? value.sizes : this.integers(value);
  }

  /** @throws when the value is not an integer constant */
  integers(value: Value): number[] {
    if (value.kind === 'sizes' && value.sizes.every((size) => typeof size === 'number'))
      return [...value.sizes];
    if (value.kind === 'constant' && value.data instanceof Int32Array) return [...value.data];
    throw new Error('an argument has to be a known integer and is not');
  }

  #know(tensor: Tensor): Tensor {
    tensor.shape.forEach((size, axis) => {
      if (typeof size === 'string' && !this.#sources.has(size))
        this.#sources.set(size, { tensor: tensor.name, axis });
    });
    return tensor;
  }

  #readSizes({ sizes, scalar }: Sizes): Tensor {
    const parts = sizes.map((size) => this.#readSize(size, scalar));
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) {
      return { kind: 'tensor', name: only, type: 'int64', shape: scalar ? [] : [1] };
    }
    return this.emit('Concat', parts, { type: 'int64', shape: [sizes.length] }, { axis: 0 });
  }

  #readSize(size: Dimension, scalar: boolean): string {
    const shape = scalar ? [] : [1];
    if (typeof size === 'number') return this.graph.integers([size], shape);
    const source = this.#sources.get(size);
    if (source === undefined) throw new Error(`no tensor has the size ${size}`);
    return this.graph.node('Gather', [
      this.graph.node('Shape', [source.tensor]),
      this.graph.integers([source.axis], shape),
    ]);
  }
}

/** The shape of an elementwise operator's result, by the rule of numpy. */
export function broadcast(a: readonly Dimension[], b: readonly Dimension[]): Dimension[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index) => {
    const left = a[a.length - rank + index] ?? 1;
    const right = b[b.length - rank + index] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new Error(`shapes [${a.join()}] and [${b.join()}] do not fit together`);
  });
}

export function product(sizes: readonly Dimension[]): Dimension {
  const known = sizes.filter((size) => typeof size === 'number').reduce((total, size) => total * size, 1);
  const symbols = sizes.filter((size) => typeof size === 'string');
  if (symbols.length === 0) return known;
  return known === 1 ? symbols.join('*') : [known, ...symbols].join('*');
}

/** Writes one operator of the source; throws what it cannot express. */
export type Operator = (t: Translation, node: TfjsNode, ...inputs: Value[]) => Value | Value[];
