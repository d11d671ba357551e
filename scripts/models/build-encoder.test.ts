import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encoderVersion } from '../../shared/embedding/encoder-version.js';
import { buildEncoder } from './build-encoder.js';
import { ensureEncoder } from './ensure-encoder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'encoder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

it('builds the same bytes each time, and the version that stored hashes of titles name', async () => {
  const built = await ensureEncoder();
  const { version, dimensions, maxTokens } = buildEncoder(join(folder, 'again'), 'int8');
  for (const file of ['model.onnx', 'vocab.json', 'manifest.json']) {
    expect(hashOf(join(folder, 'again', file))).toBe(hashOf(join(built, file)));
  }
  expect([dimensions, maxTokens]).toEqual([512, 128]);
  // Where another version is right: write it there, and every title is embedded again.
  expect(version).toBe(encoderVersion);
});
