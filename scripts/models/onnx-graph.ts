import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;
const { AttributeType } = onnx.AttributeProto;
const { DataType } = onnx.TensorProto;

/** Pinned: opset 17 is the last in which only ReduceSum takes its axes as an input, IR version 8 the one it came with. */
const IR_VERSION = 8;
const OPSET = 17;
/** Of the operators that ONNX Runtime adds to the standard. */
const RUNTIME_DOMAIN = 'com.microsoft';
const RUNTIME_OPSET = 1;

export type ElementType = 'float' | 'int64' | 'int8' | 'uint8';

const elementTypes = {
  float: DataType.FLOAT,
  int64: DataType.INT64,
  int8: DataType.INT8,
  uint8: DataType.UINT8,
};

type Numbers = Float32Array | BigInt64Array | Int8Array | Uint8Array;

/** A number is a size known now, a string names one known when the graph runs. */
export type Dimension = number | string;

/** An integer, a list of integers, or a number with its kind spelled out. */
export type Attribute = number | readonly number[] | { float: number };

/**
 * Collects nodes in order and writes them as one ONNX model.
 * The same calls in the same order give the same bytes.
 */
export class OnnxGraph {
  #nodes: InstanceType<typeof onnx.NodeProto>[] = [];
  #initializers = new Map<string, InstanceType<typeof onnx.TensorProto>>();
  #inputs: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  #outputs: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  #memory = new Map<string, string[]>();

  input(name: string, type: ElementType, shape: readonly Dimension[]): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(source: string, name: string, type: ElementType, shape: readonly Dimension[]): void {
    this.#nodes.push(new onnx.NodeProto({ opType: 'Identity', input: [source], output: [name] }));
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A constant held by the graph; small ones of equal value are kept once. */
  constant(data: Numbers, shape: readonly number[], name?: string): string {
    const type = typeOf(data);
    const key = name ?? `${type}[${shape.join('x')}](${data.join(' ')})`;
    if (!this.#initializers.has(key)) {
      const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const tensor = { name: key, dims: [...shape], dataType: elementTypes[type], rawData };
      this.#initializers.set(key, new onnx.TensorProto(tensor));
    }
    return key;
  }

  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant(BigInt64Array.from(values, BigInt), shape);
  }

  /**
   * Adds an operator and names its results; an identical operator on identical inputs is added once. One that is not
   * of the standard is named with its domain: `com.microsoft.MultiHeadAttention`.
   */
  nodes(
    opType: string,
    input: readonly string[],
    attributes: Record<string, Attribute>,
    results: number,
  ): string[] {
    const key = JSON.stringify([opType, input, attributes]);
    const known = this.#memory.get(key);
    if (known !== undefined) return known;
    const dot = opType.lastIndexOf('.');
    const [domain, operator] = [opType.slice(0, Math.max(dot, 0)), opType.slice(dot + 1)];
    const name = `${operator}_${this.#nodes.length}`;
    const output = Array.from({ length: results }, (_, index) => (results === 1 ? name : `${name}_${index}`));
    const attribute = Object.entries(attributes).map(([key, value]) => toAttribute(key, value));
    this.#nodes.push(
      new onnx.NodeProto({ name, domain, opType: operator, input: [...input], output, attribute }),
    );
    this.#memory.set(key, output);
    return output;
  }

  node(opType: string, input: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.nodes(opType, input, attributes, 1).join();
  }

  encode(name: string): Uint8Array {
    const graph = new onnx.GraphProto({
      name,
      node: this.#nodes,
      initializer: [...this.#initializers.values()],
      input: this.#inputs,
      output: this.#outputs,
    });
    const opsetImport = [
      new onnx.OperatorSetIdProto({ domain: '', version: OPSET }),
      new onnx.OperatorSetIdProto({ domain: RUNTIME_DOMAIN, version: RUNTIME_OPSET }),
    ];
    const model = new onnx.ModelProto({
      irVersion: IR_VERSION,
      opsetImport,
      producerName: 'media-gateway',
      graph,
    });
    return onnx.ModelProto.encode(model).finish();
  }
}

function typeOf(data: Numbers): ElementType {
  if (data instanceof Float32Array) return 'float';
  if (data instanceof BigInt64Array) return 'int64';
  return data instanceof Int8Array ? 'int8' : 'uint8';
}

function toAttribute(name: string, value: Attribute) {
  if (typeof value === 'number') return new onnx.AttributeProto({ name, type: AttributeType.INT, i: value });
  if ('float' in value) return new onnx.AttributeProto({ name, type: AttributeType.FLOAT, f: value.float });
  return new onnx.AttributeProto({ name, type: AttributeType.INTS, ints: [...value] });
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]) {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return new onnx.ValueInfoProto({
    name,
    type: { tensorType: { elemType: elementTypes[type], shape: { dim } } },
  });
}
