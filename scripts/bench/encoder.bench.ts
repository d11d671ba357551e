import { bench, describe } from 'vitest';
import { onnxEmbedder } from '../../shared/adapters/onnx/onnx-embedder.js';
import { ensureEncoder } from '../models/ensure-encoder.js';

const embedder = await onnxEmbedder({ kind: 'sentence-encoder', folder: await ensureEncoder() });

const query = 'half remembered film about a robot in love in space';
const synopsis =
  'A retired detective comes back to the flooded harbour town of her childhood after a letter from a dead man, and ' +
  'finds that the lighthouse keeper, the mayor and her own sister have kept a secret for thirty years. While a storm ' +
  'closes the only road, she must decide whom to believe before the last ferry leaves with the one witness who could ' +
  'explain that night.';
const page = Array.from({ length: 128 }, (_, index) =>
  synopsis
    .split(' ')
    .slice(index % 8)
    .join(' '),
);

describe('the sentence encoder, tokenizing included', () => {
  bench('a query of ten words', async () => {
    await embedder.embedText([query]);
  });

  bench('a page of 128 synopses of about 80 tokens', async () => {
    await embedder.embedText(page);
  });
});
