import { fileURLToPath } from 'node:url';
import { currentSource, sourceOf } from './encoder-source.js';
import type { Precision } from './products.js';

export function encoderFolder(precision: Precision): string {
  const folder = `../../dist/models/universal-sentence-encoder-lite-${precision}/`;
  return fileURLToPath(new URL(folder, import.meta.url));
}

/**
 * The folder of the sentence encoder, built first (about a second) where it is absent or was built from
 * other weights or by an older builder. The one in floats is what the other is judged by.
 */
export async function ensureEncoder(precision: Precision = 'int8'): Promise<string> {
  const folder = encoderFolder(precision);
  if (sourceOf(folder) !== currentSource()) {
    const { buildEncoder } = await import('./build-encoder.js');
    buildEncoder(folder, precision);
  }
  return folder;
}
