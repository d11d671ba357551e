import type { ElementType } from './onnx-graph.js';
import type { TfjsNode } from './tfjs-model.js';
import {
  broadcast,
  type Operator,
  product,
  type Tensor,
  type Translation,
  type Value,
} from './translation.js';

/** TensorFlow's numbers for element types; every integer is an int64 here, as ONNX wants its indices. */
const elementTypes: Record<number, ElementType> = { 1: 'float', 3: 'int64', 9: 'int64', 10: 'bool' };

function unary(opType: string, attributes = {}): Operator {
  return (t, _node, x) => {
    const input = t.tensor(x);
    return t.emit(opType, [input], input, attributes);
  };
}

function binary(opType: string, resultType?: ElementType): Operator {
  return (t, _node, x, y) => {
    const [left, right] = [t.tensor(x), t.tensor(y)];
    const shape = broadcast(left.shape, right.shape);
    return t.emit(opType, [left, right], { type: resultType ?? left.type, shape });
  };
}

/** Up to opset 17 only ReduceSum takes its axes as an input, the others as an attribute. */
function reduction(opType: 'ReduceSum' | 'ReduceMean' | 'ReduceMax'): Operator {
  return (t, node, x, axes) => {
    const input = t.tensor(x);
    const keepdims = node.attr['keep_dims']?.b === true ? 1 : 0;
    const reduced = t.integers(axes).map((axis) => (axis < 0 ? axis + input.shape.length : axis));
    const shape = input.shape.flatMap((size, axis) => {
      if (!reduced.includes(axis)) return [size];
      return keepdims === 1 ? [1] : [];
    });
    const result = { type: input.type, shape };
    if (opType === 'ReduceSum')
      return t.emit(opType, [input, t.graph.integers(reduced)], result, { keepdims });
    return t.emit(opType, [input], result, { axes: reduced, keepdims });
  };
}

function cast(t: Translation, node: TfjsNode, x: Value): Value {
  const input = t.tensor(x);
  const type = elementTypes[node.attr['DstT']?.type ?? 0];
  if (type === undefined) throw new Error('the element type is not supported');
  if (type === input.type) return input;
  const to = { float: 1, int64: 7, bool: 9 }[type];
  return t.emit('Cast', [input], { type, shape: input.shape }, { to });
}

function matrixProduct(t: Translation, x: Tensor, y: Tensor): Tensor {
  const [rows, columns] = [x.shape.at(-2), y.shape.at(-1)];
  if (rows === undefined || columns === undefined || x.shape.at(-1) !== y.shape.at(-2)) {
    throw new Error(`shapes [${x.shape.join()}] and [${y.shape.join()}] cannot be multiplied`);
  }
  const batch = broadcast(x.shape.slice(0, -2), y.shape.slice(0, -2));
  return t.emit('MatMul', [x, y], { type: 'float', shape: [...batch, rows, columns] });
}

function matMul(t: Translation, node: TfjsNode, x: Value, y: Value): Value {
  if (node.attr['transpose_a']?.b || node.attr['transpose_b']?.b)
    throw new Error('no operand may be transposed');
  return matrixProduct(t, t.tensor(x), t.tensor(y));
}

function batchMatMul(t: Translation, node: TfjsNode, x: Value, y: Value): Value {
  if (node.attr['adj_x']?.b) throw new Error('the first operand may not be transposed');
  const right = t.tensor(y);
  if (!node.attr['adj_y']?.b) return matrixProduct(t, t.tensor(x), right);
  const perm = right.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  const shape = perm.map((axis) => right.shape[axis] ?? 1);
  return matrixProduct(t, t.tensor(x), t.emit('Transpose', [right], { type: right.type, shape }, { perm }));
}

/** A convolution by a kernel of one cell is a matrix product over the last axis. */
function conv2D(t: Translation, node: TfjsNode, x: Value, kernel: Value): Value {
  if (kernel.kind !== 'constant' || kernel.shape[0] !== 1 || kernel.shape[1] !== 1) {
    throw new Error('only a constant kernel of 1 x 1 is supported');
  }
  if (node.attr['strides']?.list?.i.some((step) => step !== 1))
    throw new Error('only steps of 1 are supported');
  return matrixProduct(t, t.tensor(x), t.tensor({ ...kernel, shape: kernel.shape.slice(2) }));
}

/** Arithmetic: elementwise, reducing, and matrix products. */
export const mathOperators: Record<string, Operator> = {
  Add: binary('Add'),
  BiasAdd: binary('Add'),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  RealDiv: binary('Div'),
  Maximum: binary('Max'),
  Less: binary('Less', 'bool'),
  Greater: binary('Greater', 'bool'),
  LogicalNot: unary('Not'),
  Sin: unary('Sin'),
  Cos: unary('Cos'),
  Tanh: unary('Tanh'),
  Relu: unary('Relu'),
  Softmax: unary('Softmax', { axis: -1 }),
  Square: (t, node, x) => binary('Mul')(t, node, x, x),
  Rsqrt: (t, _node, x) => {
    const input = t.tensor(x);
    return t.emit('Reciprocal', [t.emit('Sqrt', [input], input)], input);
  },
  Cast: cast,
  Max: reduction('ReduceMax'),
  Mean: reduction('ReduceMean'),
  Sum: reduction('ReduceSum'),
  Prod: (t, _node, x) => ({ kind: 'sizes', sizes: [product(t.sizes(x))], scalar: true }),
  MatMul: matMul,
  BatchMatMul: batchMatMul,
  Conv2D: conv2D,
};
