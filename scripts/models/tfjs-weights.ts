import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Strict: a quantised weight has one more key, and its bytes are not what they seem. */
const weightSchema = z.strictObject({
  name: z.string(),
  shape: z.array(z.number().int()),
  dtype: z.enum(['float32', 'int32']),
});

const modelSchema = z.object({
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
});

export interface Weight {
  shape: readonly number[];
  data: Float32Array | Int32Array;
}

/**
 * The weights of a TensorFlow.js graph model by name: they lie one after the other, little endian, in the
 * concatenation of the shards.
 * @throws when the file has another form
 */
export function readTfjsWeights(folder: string): Map<string, Weight> {
  const model = modelSchema.parse(JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')));
  const all = new Map<string, Weight>();
  for (const group of model.weightsManifest) {
    const bytes = Buffer.concat(group.paths.map((path) => readFileSync(join(folder, path))));
    let offset = 0;
    for (const { name, shape, dtype } of group.weights) {
      const byteLength = 4 * shape.reduce((product, size) => product * size, 1);
      const slice = new Uint8Array(bytes.subarray(offset, offset + byteLength)).buffer;
      all.set(name, { shape, data: dtype === 'int32' ? new Int32Array(slice) : new Float32Array(slice) });
      offset += byteLength;
    }
    if (offset !== bytes.length) {
      throw new Error(
        `The shards of ${folder} hold ${bytes.length} bytes, its manifest describes ${offset}.`,
      );
    }
  }
  return all;
}

/**
 * The only weight whose name contains this part.
 * @throws naming the part, when there is none or more than one
 */
export function weightOf(weights: ReadonlyMap<string, Weight>, part: string): Weight {
  const found = [...weights].filter(([name]) => name.includes(part));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(
      `Expected one weight named like ${part}, found ${found.length}: is this Universal Sentence Encoder Lite?`,
    );
  }
  return only[1];
}
