import { OnnxGraph } from './onnx-graph.js';
import { mathOperators } from './operators-math.js';
import { shapeOperators } from './operators-shape.js';
import { parseReference, type TfjsModel, type TfjsNode } from './tfjs-model.js';
import { type Form, type Operator, Translation, type Value } from './translation.js';

const operators: Readonly<Record<string, Operator>> = { ...mathOperators, ...shapeOperators };

/**
 * Rewrites a TensorFlow.js graph as ONNX, from its output backwards: what the output does not need is not written.
 * Inputs keep their names, the output gets `outputName`.
 * @throws naming the node, when an operator or the way it is used is not known here.
 */
export function translate(
  model: TfjsModel,
  inputs: Readonly<Record<string, Form>>,
  outputName: string,
): { graph: OnnxGraph; output: Form } {
  const graph = new OnnxGraph();
  const t = new Translation(graph);
  const done = new Map<string, readonly Value[]>();
  for (const [name, { type, shape }] of Object.entries(inputs)) done.set(name, [t.input(name, type, shape)]);

  function evaluate(node: TfjsNode): readonly Value[] {
    const known = done.get(node.name);
    if (known !== undefined) return known;
    const constant = model.constants.get(node.name);
    const value: Value | Value[] =
      constant === undefined ? apply(node) : { kind: 'constant', name: node.name, ...constant };
    const values = Array.isArray(value) ? value : [value];
    done.set(node.name, values);
    return values;
  }

  function read(reference: string): Value {
    const { name, result } = parseReference(reference);
    const node = model.nodes.get(name);
    const value = node === undefined ? undefined : evaluate(node)[result];
    if (value === undefined) throw new Error(`The graph refers to ${reference}, which it does not contain.`);
    return value;
  }

  function apply(node: TfjsNode): Value | Value[] {
    const operator = operators[node.op];
    if (operator === undefined) {
      throw new Error(
        `The operator ${node.op} of ${node.name} is unknown: add it to the operators of scripts/models.`,
      );
    }
    const values = node.input.map(read);
    try {
      return operator(t, node, ...values);
    } catch (cause) {
      throw new Error(`${node.op} ${node.name} cannot be written as ONNX: ${String(cause)}`, { cause });
    }
  }

  const [output] = evaluate(model.output);
  if (output?.kind !== 'tensor') throw new Error('The graph computes nothing.');
  graph.output(output.name, outputName, output.type, output.shape);
  return { graph, output };
}
