import type { Dimension } from './onnx-graph.js';
import type { TfjsNode } from './tfjs-model.js';
import { type Operator, product, type Sizes, type Translation, type Value } from './translation.js';

function sizesOf(sizes: readonly Dimension[], scalar = false): Sizes {
  return { kind: 'sizes', sizes, scalar };
}

function bit(node: TfjsNode, mask: string, axis: number): boolean {
  return (((node.attr[mask]?.i ?? 0) >> axis) & 1) === 1;
}

/** Part of a list of sizes, or one column of a tensor: the two uses that the source makes of it. */
function stridedSlice(
  t: Translation,
  node: TfjsNode,
  x: Value,
  first: Value,
  last: Value,
  step: Value,
): Value {
  if (t.integers(step).some((size) => size !== 1)) throw new Error('only steps of 1 are supported');
  const begin = t.integers(first);
  if (x.kind !== 'tensor') {
    const from = bit(node, 'begin_mask', 0) ? 0 : begin[0];
    if (bit(node, 'shrink_axis_mask', 0)) return sizesOf(t.sizes(x).slice(from, (from ?? 0) + 1), true);
    return sizesOf(t.sizes(x).slice(from, bit(node, 'end_mask', 0) ? undefined : t.integers(last)[0]));
  }
  const axis = begin.findIndex((_, index) => bit(node, 'shrink_axis_mask', index));
  const whole = begin.every((_, i) => i === axis || (bit(node, 'begin_mask', i) && bit(node, 'end_mask', i)));
  const column = begin[axis];
  if (!whole || column === undefined) throw new Error('only one column of a tensor can be cut out');
  const result = { type: x.type, shape: x.shape.filter((_, index) => index !== axis) };
  return t.emit('Gather', [x, t.graph.integers([column], [])], result, { axis });
}

function slice(t: Translation, _node: TfjsNode, x: Value, first: Value, count: Value): Value {
  const [from = 0] = t.integers(first);
  const [length = 0] = t.integers(count);
  return sizesOf(t.sizes(x).slice(from, from + length));
}

function gather(t: Translation, _node: TfjsNode, x: Value, indices: Value, axes: Value): Value {
  if (t.integers(axes)[0] !== 0) throw new Error('only rows can be gathered');
  if (x.kind === 'sizes') {
    const all = x.sizes;
    return sizesOf(t.integers(indices).map((index) => all[index] ?? 0));
  }
  const [from, rows] = [t.tensor(x), t.tensor(indices)];
  return t.emit('Gather', [from, rows], { type: from.type, shape: [...rows.shape, ...from.shape.slice(1)] });
}

function gatherNd(t: Translation, _node: TfjsNode, x: Value, indices: Value): Value {
  const [from, cells] = [t.tensor(x), t.tensor(indices)];
  const depth = cells.shape.at(-1);
  if (typeof depth !== 'number') throw new Error('the depth of the indices is not known');
  const shape = [...cells.shape.slice(0, -1), ...from.shape.slice(depth)];
  return t.emit('GatherND', [from, cells], { type: from.type, shape });
}

/** TensorFlow adds what falls on one cell, ONNX keeps the last; the source's cells are all distinct. */
function scatter(t: Translation, cells: Value, values: Value, background: Value, shape: Value): Value {
  const extent = t.tensor(shape);
  const canvas = t.emit('Expand', [t.tensor(background), extent], {
    type: t.tensor(values).type,
    shape: shape.kind === 'tensor' ? unknownShape(extent.name, extent.shape) : t.sizes(shape),
  });
  return t.emit('ScatterND', [canvas, t.tensor(cells), t.tensor(values)], canvas);
}

function unknownShape(name: string, [rank]: readonly Dimension[]): Dimension[] {
  if (typeof rank !== 'number') throw new Error('the rank of the result is not known');
  return Array.from({ length: rank }, (_, axis) => `${name}_${axis}`);
}

const zero: Value = { kind: 'constant', name: 'zero', shape: [], data: new Float32Array(1) };

/** The cells where a mask is true, one row each. */
function where(t: Translation, node: TfjsNode, x: Value): Value {
  const mask = t.tensor(x);
  const count = `${node.op}_${mask.name}`;
  const shape = [mask.shape.length, count];
  const cells = t.emit('NonZero', [mask], { type: 'int64', shape });
  return t.emit('Transpose', [cells], { type: 'int64', shape: shape.toReversed() }, { perm: [1, 0] });
}

function reshape(t: Translation, _node: TfjsNode, x: Value, target: Value): Value {
  const input = t.tensor(x);
  const wanted = t.sizes(target);
  const shape = wanted.map((size) => (size === -1 ? rest(input.shape, wanted) : size));
  if (shape.join() === input.shape.join()) return input;
  const kept = (size: Dimension, axis: number): Dimension => (size === input.shape[axis] ? 0 : size);
  const codes = shape.map((size, axis) => (typeof size === 'string' ? kept(size, axis) : size));
  const open = codes.filter((code) => typeof code === 'string');
  const result = { type: input.type, shape };
  if (open.length > 1) return t.emit('Reshape', [input, t.tensor(sizesOf(wanted))], result);
  const template = codes.map((code) => (typeof code === 'string' ? -1 : code));
  return t.emit('Reshape', [input, t.graph.integers(template)], result);
}

/** What a -1 in a reshape stands for. */
function rest(shape: readonly Dimension[], wanted: readonly Dimension[]): Dimension {
  const remaining = [...shape];
  for (const size of wanted) {
    const index = remaining.indexOf(size);
    if (index >= 0) remaining.splice(index, 1);
  }
  return product(remaining);
}

function expandDims(t: Translation, _node: TfjsNode, x: Value, at: Value): Value {
  const input = t.tensor(x);
  const [given = 0] = t.integers(at);
  const axis = given < 0 ? given + input.shape.length + 1 : given;
  const shape = input.shape.toSpliced(axis, 0, 1);
  return t.emit('Unsqueeze', [input, t.graph.integers([axis])], { type: input.type, shape });
}

function squeeze(t: Translation, node: TfjsNode, x: Value): Value {
  const input = t.tensor(x);
  const axes = node.attr['squeeze_dims']?.list?.i ?? [];
  const shape = input.shape.filter((_, axis) => !axes.includes(axis));
  return t.emit('Squeeze', [input, t.graph.integers(axes)], { type: input.type, shape });
}

function split(t: Translation, _node: TfjsNode, x: Value, sizes: Value, at: Value): Value[] {
  const input = t.tensor(x);
  const [axis = 0] = t.integers(at);
  const parts = t.integers(sizes);
  const results = parts.map((size) => ({ type: input.type, shape: input.shape.with(axis, size) }));
  return t.emitAll('Split', [input, t.graph.integers(parts)], results, { axis });
}

function transpose(t: Translation, _node: TfjsNode, x: Value, order: Value): Value {
  const input = t.tensor(x);
  const perm = t.integers(order);
  const shape = perm.map((axis) => input.shape[axis] ?? 1);
  return t.emit('Transpose', [input], { type: input.type, shape }, { perm });
}

function concat(t: Translation, _node: TfjsNode, ...inputs: Value[]): Value {
  const [at, ...parts] = inputs.toReversed();
  if (at === undefined) throw new Error('the axis is missing');
  parts.reverse();
  if (parts.every((part) => part.kind !== 'tensor')) return sizesOf(parts.flatMap((part) => t.sizes(part)));
  const [axis = 0] = t.integers(at);
  const tensors = parts.map((part) => t.tensor(part));
  const [first] = tensors;
  if (first === undefined) throw new Error('there is nothing to join');
  const shape = first.shape.with(axis, sum(tensors.map((tensor) => tensor.shape.at(axis))));
  return t.emit('Concat', tensors, { type: first.type, shape }, { axis });
}

function sum(sizes: readonly (Dimension | undefined)[]): number {
  return sizes.reduce((total: number, size) => {
    if (typeof size !== 'number') throw new Error('the joined axis has to be known');
    return total + size;
  }, 0);
}

function range(t: Translation, _node: TfjsNode, first: Value, limit: Value, step: Value): Value {
  const [size] = t.sizes(limit);
  if (t.integers(first)[0] !== 0 || t.integers(step)[0] !== 1 || size === undefined) {
    throw new Error('only 0, 1, 2... is supported');
  }
  const arguments_ = [t.tensor(first), t.tensor(limit), t.tensor(step)];
  return t.emit('Range', arguments_, { type: 'int64', shape: [size] });
}

/** Shapes, slices and the moving of cells. */
export const shapeOperators: Record<string, Operator> = {
  Shape: (t, _node, x) => sizesOf(t.tensor(x).shape),
  Pack: (t, _node, ...parts) => sizesOf(parts.flatMap((part) => t.sizes(part))),
  StridedSlice: stridedSlice,
  Slice: slice,
  GatherV2: gather,
  GatherNd: gatherNd,
  ScatterNd: (t, _node, cells, values, shape) => scatter(t, cells, values, zero, shape),
  SparseToDense: (t, _node, cells, shape, values, background) => scatter(t, cells, values, background, shape),
  Where: where,
  Reshape: reshape,
  ExpandDims: expandDims,
  Squeeze: squeeze,
  SplitV: split,
  Transpose: transpose,
  ConcatV2: concat,
  Range: range,
};
