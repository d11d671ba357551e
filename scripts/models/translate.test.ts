import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildEncoder } from './build-encoder.js';
import { ensureEncoder } from './ensure-encoder.js';
import { readTfjsModel } from './tfjs-model.js';
import { translate } from './translate.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'encoder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

it('builds the same bytes each time', async () => {
  const built = await ensureEncoder();
  const { version, dimensions, maxTokens } = buildEncoder(join(folder, 'again'));
  for (const file of ['model.onnx', 'vocab.json', 'manifest.json']) {
    expect(hashOf(join(folder, 'again', file))).toBe(hashOf(join(built, file)));
  }
  expect(version).toMatch(/^universal-sentence-encoder-lite-[0-9a-f]{12}$/);
  expect([dimensions, maxTokens]).toEqual([512, 128]);
});

describe('a graph that this builder does not know', () => {
  const x = { x: { type: 'float', shape: ['rows', 2] } } as const;

  function model(nodes: object[], weights: object[] = [], bytes = Buffer.alloc(0)): string {
    const weightsManifest = [{ paths: ['shard'], weights }];
    writeFileSync(join(folder, 'shard'), bytes);
    writeFileSync(
      join(folder, 'model.json'),
      JSON.stringify({ modelTopology: { node: nodes }, weightsManifest }),
    );
    return folder;
  }

  it('is refused by the name of its operator', () => {
    const source = readTfjsModel(
      model([
        { name: 'x', op: 'Placeholder' },
        { name: 'y', op: 'Erf', input: ['x'] },
      ]),
    );
    expect(() => translate(source, x, 'y')).toThrow(/operator Erf of y is unknown/);
  });

  it('is refused by the node whose use of an operator is not known', () => {
    const kernel = { name: 'k', shape: [3, 1, 2, 2], dtype: 'float32' };
    const nodes = [
      { name: 'x', op: 'Placeholder' },
      { name: 'k', op: 'Const' },
      { name: 'y', op: 'Conv2D', input: ['x', 'k'] },
    ];
    const source = readTfjsModel(model(nodes, [kernel], Buffer.alloc(48)));
    expect(() => translate(source, x, 'y')).toThrow(/Conv2D y cannot be written as ONNX.*kernel of 1 x 1/);
  });

  it('is refused when shapes do not fit', () => {
    const bias = { name: 'b', shape: [3], dtype: 'float32' };
    const nodes = [
      { name: 'x', op: 'Placeholder' },
      { name: 'b', op: 'Const' },
      { name: 'y', op: 'BiasAdd', input: ['x', 'b'] },
    ];
    const source = readTfjsModel(model(nodes, [bias], Buffer.alloc(12)));
    expect(() => translate(source, x, 'y')).toThrow(/shapes \[rows,2\] and \[3\] do not fit/);
  });

  it.each([
    ['more bytes than weights', [{ name: 'w', shape: [1], dtype: 'float32' }], /hold 8 bytes.*describes 4/],
    ['quantised weights', [{ name: 'w', shape: [2], dtype: 'float32', quantization: {} }], /quantization/],
  ])('is refused with %s', (_, weights, message) => {
    const nodes = [{ name: 'w', op: 'Const' }];
    expect(() => readTfjsModel(model(nodes, weights, Buffer.alloc(8)))).toThrow(message);
  });

  it('is refused with several outputs', () => {
    const nodes = [
      { name: 'x', op: 'Placeholder' },
      { name: 'y', op: 'Tanh', input: ['x'] },
      { name: 'z', op: 'Sin', input: ['x'] },
    ];
    expect(() => readTfjsModel(model(nodes))).toThrow(/one output, found: y, z/);
  });
});
