import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Piece } from '../../shared/embedding/sentence-piece.js';

/**
 * Seven pieces with a colon have lost their scores in the package. Its tokenizer counts what is null as 0, so this
 * must too: the encoder is checked against it.
 */
const vocabularySchema = z.array(z.tuple([z.string(), z.number().nullable()]));

/** The package's pieces with their log probabilities; the position is the id. */
export function readVocabulary(folder: string): Piece[] {
  const vocabulary = vocabularySchema.parse(JSON.parse(readFileSync(join(folder, 'vocab.json'), 'utf8')));
  return vocabulary.map(([piece, score]) => [piece, score ?? 0]);
}
