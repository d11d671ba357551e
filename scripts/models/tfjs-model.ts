import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Integers of a protobuf written as JSON are strings. */
const integer = z.coerce.number().int();

const attributeSchema = z.object({
  i: integer.optional(),
  b: z.boolean().optional(),
  type: z.number().optional(),
  list: z.object({ i: z.array(integer) }).optional(),
});

const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attributeSchema).default({}),
});

/** Strict: a quantised weight has one more key, and its bytes are not what they seem. */
const weightSchema = z.strictObject({
  name: z.string(),
  shape: z.array(z.number().int()),
  dtype: z.enum(['float32', 'int32']),
});

const modelSchema = z.object({
  modelTopology: z.object({ node: z.array(nodeSchema) }),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
});

export type TfjsNode = z.infer<typeof nodeSchema>;

export interface TfjsConstant {
  shape: readonly number[];
  data: Float32Array | Int32Array;
}

export interface TfjsModel {
  nodes: ReadonlyMap<string, TfjsNode>;
  constants: ReadonlyMap<string, TfjsConstant>;
  /** The node that no other node reads. */
  output: TfjsNode;
}

/**
 * Reads a TensorFlow.js graph model: the topology is a TensorFlow GraphDef as JSON, the weights
 * lie one after the other, little endian, in the concatenation of the shards.
 * @throws when the file has another form or the graph has not exactly one output.
 */
export function readTfjsModel(folder: string): TfjsModel {
  const model = modelSchema.parse(JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')));
  const nodes = new Map(model.modelTopology.node.map((node) => [node.name, node]));
  const constants = new Map<string, TfjsConstant>();
  for (const group of model.weightsManifest) {
    const bytes = Buffer.concat(group.paths.map((path) => readFileSync(join(folder, path))));
    let offset = 0;
    for (const { name, shape, dtype } of group.weights) {
      const byteLength = 4 * shape.reduce((product, size) => product * size, 1);
      const slice = new Uint8Array(bytes.subarray(offset, offset + byteLength)).buffer;
      constants.set(name, {
        shape,
        data: dtype === 'int32' ? new Int32Array(slice) : new Float32Array(slice),
      });
      offset += byteLength;
    }
    if (offset !== bytes.length) {
      throw new Error(
        `The shards of ${folder} hold ${bytes.length} bytes, its manifest describes ${offset}.`,
      );
    }
  }
  return { nodes, constants, output: onlyOutput([...nodes.values()]) };
}

/** `producer:2` is the producer's third result, `producer` its first, `^producer` only an order. */
export function parseReference(reference: string): { name: string; result: number } {
  const [name = reference, result = '0'] = reference.split(':');
  return { name, result: Number(result) };
}

function onlyOutput(nodes: readonly TfjsNode[]): TfjsNode {
  const read = new Set(
    nodes.flatMap((node) => node.input.map((reference) => parseReference(reference).name)),
  );
  const outputs = nodes.filter((node) => !read.has(node.name));
  const [output] = outputs;
  if (output === undefined || outputs.length > 1) {
    throw new Error(
      `Expected a graph with one output, found: ${outputs.map((node) => node.name).join(', ') || 'none'}.`,
    );
  }
  return output;
}
