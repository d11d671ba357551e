import { access } from 'node:fs/promises';
import type { InferenceSession } from 'onnxruntime-node';

/** A loaded model. Its inputs are int64, of its outputs only those of floats are given. */
export interface Session {
  readonly inputNames: readonly string[];
  run(inputs: Readonly<Record<string, Int64Input>>): Promise<Record<string, FloatOutput>>;
}

export interface Int64Input {
  values: readonly number[];
  dims: readonly number[];
}

export interface FloatOutput {
  data: Float32Array;
  dims: readonly number[];
}

/**
 * One thread, one operator at a time: a function has a core or less, and more threads only lengthen the slowest runs.
 * The basic level folds and fuses; the higher ones cost more at start than they save on graphs of this size.
 */
const options: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'basic',
};

/**
 * Loads an ONNX file. The runtime is imported only here, so that functions without a model start without it.
 * @throws when the file is absent or not a model that this runtime reads
 */
export async function openSession(file: string): Promise<Session> {
  await access(file).catch((cause: unknown) => {
    throw new Error(`There is no model at ${file}: check the configured folder.`, { cause });
  });
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(file, options).catch((cause: unknown) => {
    throw new Error(`${file} cannot be loaded as an ONNX model: ${String(cause)}`, { cause });
  });
  return {
    inputNames: session.inputNames,
    async run(inputs) {
      const feeds = Object.entries(inputs).map(([name, { values, dims }]) => [
        name,
        new Tensor('int64', BigInt64Array.from(values, BigInt), dims),
      ]);
      const results = await session.run(Object.fromEntries(feeds));
      const floats = Object.entries(results).flatMap(([name, { data, dims }]) =>
        data instanceof Float32Array ? [[name, { data, dims }]] : [],
      );
      return Object.fromEntries(floats);
    },
  };
}
