import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encoderManifestSchema } from '../../embedding/encoder-manifest.js';
import { type Piece, SentencePieceTokenizer } from '../../embedding/sentence-piece.js';
import type { SentenceModel } from './batch-embedder.js';
import { openSession, type Session } from './session.js';

/** Any piece would do: the graph reads a sentence up to its length. */
const PADDING = 0;

/**
 * The default encoder. What its graph takes and gives is written where the graph is built: scripts/models.
 * A sentence counts up to the manifest's `maxTokens` (128, about 100 words): so it was trained.
 * @throws when the folder is not one that `npm run models` wrote
 */
export async function openSentenceEncoder(folder: string): Promise<SentenceModel> {
  const [manifest, vocabulary, session] = await Promise.all([
    readJson(join(folder, 'manifest.json')).then((manifest) => encoderManifestSchema.parse(manifest)),
    readVocabulary(join(folder, 'vocab.json')),
    openSession(join(folder, 'model.onnx')),
  ]).catch((cause: unknown) => {
    throw new Error(`There is no sentence encoder in ${folder}: run "npm run models". ${String(cause)}`, {
      cause,
    });
  });
  const tokenizer = new SentencePieceTokenizer(vocabulary);
  return {
    version: manifest.version,
    size: manifest.dimensions,
    tokenize: (text) => tokenizer.encode(text, manifest.maxTokens),
    encode: (sentences) => encode(session, sentences, manifest.dimensions),
  };
}

async function encode(session: Session, sentences: readonly (readonly number[])[], size: number) {
  const width = Math.max(...sentences.map((tokens) => tokens.length));
  const padded = sentences.flatMap((tokens) =>
    Array.from({ length: width }, (_, place) => tokens[place] ?? PADDING),
  );
  const { embedding } = await session.run({
    tokens: { values: padded, dims: [sentences.length, width] },
    lengths: { values: sentences.map((tokens) => tokens.length), dims: [sentences.length] },
  });
  if (embedding === undefined)
    throw new Error('The sentence encoder gave no embedding: run "npm run models".');
  return sentences.map((_, row) => embedding.data.slice(row * size, (row + 1) * size));
}

/** Not checked piece by piece, which would take 14 ms of each cold start: it was written with the manifest. */
async function readVocabulary(file: string): Promise<Piece[]> {
  const vocabulary = await readJson(file);
  if (!Array.isArray(vocabulary)) throw new Error(`${file} is not a list of pieces.`);
  return vocabulary;
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}
