import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTfjsWeights, weightOf } from './tfjs-weights.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weights-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(weights: object[], ...shards: Buffer[]): void {
  const paths = shards.map((shard, index) => {
    writeFileSync(join(folder, `shard${index}`), shard);
    return `shard${index}`;
  });
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ weightsManifest: [{ paths, weights }] }));
}

describe('weights of a TensorFlow.js model', () => {
  it('lie one after the other, across the ends of shards', () => {
    const numbers = Buffer.from(new Float32Array([1, 2, 3]).buffer);
    write(
      [
        { name: 'a/kernel', shape: [2], dtype: 'float32' },
        { name: 'a/bias', shape: [], dtype: 'float32' },
      ],
      numbers.subarray(0, 6),
      numbers.subarray(6),
    );
    const weights = readTfjsWeights(folder);
    expect([...weightOf(weights, 'a/kernel').data]).toEqual([1, 2]);
    expect([...weightOf(weights, 'bias').data]).toEqual([3]);
    expect(() => weightOf(weights, 'a/')).toThrow(/one weight named like a\/, found 2/);
    expect(() => weightOf(weights, 'b/')).toThrow(/found 0.*Universal Sentence Encoder Lite/);
  });

  it.each([
    ['more bytes than weights', [{ name: 'w', shape: [1], dtype: 'float32' }], /hold 8 bytes.*describes 4/],
    ['quantised weights', [{ name: 'w', shape: [2], dtype: 'float32', quantization: {} }], /quantization/],
  ])('are refused with %s', (_, weights, message) => {
    write(weights, Buffer.alloc(8));
    expect(() => readTfjsWeights(folder)).toThrow(message);
  });
});
