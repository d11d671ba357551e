import { batchesByLength } from '../../embedding/batches.js';
import type { Embedder } from '../../embedding/embedder.js';

/**
 * Tokens of a batch, padding included. Larger ones are hardly faster, and a run holds the process: requests that
 * come meanwhile wait for its end.
 */
const BATCH_TOKENS = 512;

/** What differs from one kind of model to another. */
export interface SentenceModel {
  version: string;
  size: number;
  /** Ids of as many tokens as the model reads; none when there is nothing to read. */
  tokenize(text: string): number[];
  /** One unit vector a sentence; no sentence is empty. */
  encode(sentences: readonly (readonly number[])[]): Promise<Float32Array[]>;
}

/** The port over a model: cuts what it is given into batches and brings the results back into order. */
export function batchEmbedder(model: SentenceModel): Embedder {
  return {
    version: model.version,
    textSize: model.size,
    async embedText(texts) {
      const vectors: Float32Array[] = texts.map(() => new Float32Array(model.size));
      const sentences = texts.map((text, index) => ({ index, tokens: model.tokenize(text) }));
      const spoken = sentences.filter(({ tokens }) => tokens.length > 0);
      for (const batch of batchesByLength(spoken, BATCH_TOKENS)) {
        const encoded = await model.encode(batch.map(({ tokens }) => tokens));
        for (const [row, { index }] of batch.entries()) {
          const vector = encoded[row];
          if (vector !== undefined) vectors[index] = vector;
        }
      }
      return vectors;
    },
  };
}
