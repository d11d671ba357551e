import type { Embedder } from '../../embedding/embedder.js';
import { batchEmbedder } from './batch-embedder.js';
import type { OnnxConfig } from './env.js';
import { openSentenceEncoder } from './sentence-encoder.js';
import { openSentenceTransformer } from './sentence-transformer.js';

const open = { 'sentence-encoder': openSentenceEncoder, 'sentence-transformer': openSentenceTransformer };

/**
 * The configured model, loaded once and held for the life of the process.
 * @throws saying what to do, when the folder does not hold what was promised
 */
export async function onnxEmbedder({ kind, folder }: OnnxConfig): Promise<Embedder> {
  return batchEmbedder(await open[kind](folder));
}
