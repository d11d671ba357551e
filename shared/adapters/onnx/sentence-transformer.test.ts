import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OnnxGraph } from '../../../scripts/models/onnx-graph.js';
import { onnxEmbedder } from './onnx-embedder.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'robot', 'love', '##s', 'the', 'sea'];

/** The table of token vectors that stands for a model's weights: any numbers, the same each time. */
function weight(id: number, dimension: number): number {
  return Math.fround(Math.sin(1 + id * 7.3 + dimension * 0.61));
}

/** A model of the family in its smallest form: the vector of a token is its row of the table, without its neighbours. */
function tinyModel({ size = 768, mask = 'attention_mask', scale = 1 } = {}): Uint8Array {
  const graph = new OnnxGraph();
  const shape = ['batch', 'sequence'];
  for (const name of ['input_ids', mask, 'token_type_ids']) graph.input(name, 'int64', shape);
  const table = Float32Array.from(
    { length: vocabulary.length * size },
    (_, index) => scale * weight(Math.floor(index / size), index % size),
  );
  const words = graph.node('Gather', [
    graph.constant(table, [vocabulary.length, size], 'words'),
    'input_ids',
  ]);
  graph.output(words, 'last_hidden_state', 'float', [...shape, size]);
  return graph.encode('tiny');
}

/** What mean pooling has to give for these pieces, by the definition and in doubles. */
function expectedVector(pieces: readonly string[]): number[] {
  const ids = pieces.map((piece) => vocabulary.indexOf(piece));
  const mean = Array.from(
    { length: 768 },
    (_, i) => ids.reduce((sum, id) => sum + weight(id, i), 0) / ids.length,
  );
  const length = Math.sqrt(mean.reduce((sum, x) => sum + x * x, 0));
  return mean.map((x) => x / length);
}

function expectClose(actual: Float32Array | undefined, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expect(Math.max(...expected.map((x, index) => Math.abs(x - (actual?.[index] ?? Number.NaN))))).toBeLessThan(
    1e-6,
  );
}

describe('a sentence-transformer of 768 dimensions', () => {
  let folder: string;
  const open = () => onnxEmbedder({ kind: 'sentence-transformer', folder });
  const write = (file: string, content: string | Uint8Array) => writeFile(join(folder, file), content);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sentence-transformer-'));
    await write('vocab.txt', `${vocabulary.join('\n')}\n`);
    await write('config.json', JSON.stringify({ hidden_size: 768, max_position_embeddings: 512 }));
    await write(
      'tokenizer_config.json',
      JSON.stringify({ do_lower_case: true, cls_token: { content: '[CLS]' } }),
    );
    await write('model.onnx', tinyModel());
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('pools the tokens of each sentence, whatever the padding, and normalises', async () => {
    const embedder = await open();
    expect(embedder.textSize).toBe(768);
    const [long, short, unknown, empty] = await embedder.embedText(['The robots, love', 'SEA', 'xyz', ' ']);
    expectClose(long, expectedVector(['[CLS]', 'the', 'robot', '##s', '[UNK]', 'love', '[SEP]']));
    expectClose(short, expectedVector(['[CLS]', 'sea', '[SEP]']));
    expectClose(unknown, expectedVector(['[CLS]', '[UNK]', '[SEP]']));
    expectClose(empty, new Array(768).fill(0));
  });

  it('reads the first 256 tokens, or fewer where the model says so', async () => {
    const text = `${'sea '.repeat(254)}${'love '.repeat(300)}`;
    const [long] = await (await open()).embedText([text]);
    expectClose(long, expectedVector(['[CLS]', ...new Array(254).fill('sea'), '[SEP]']));
    await write('sentence_bert_config.json', JSON.stringify({ max_seq_length: 4 }));
    const [short] = await (await open()).embedText(['the sea love robot']);
    expectClose(short, expectedVector(['[CLS]', 'the', 'sea', '[SEP]']));
  });

  it('finds the model in the subfolder onnx', async () => {
    await rm(join(folder, 'model.onnx'));
    await mkdir(join(folder, 'onnx'));
    await write('onnx/model.onnx', tinyModel());
    expect((await open()).textSize).toBe(768);
  });

  it('has another version with other weights, another vocabulary or another setting, and the same with the same', async () => {
    const { version } = await open();
    expect((await open()).version).toBe(version);
    await write('tokenizer_config.json', JSON.stringify({ do_lower_case: false }));
    const versions = [version, (await open()).version];
    await write('vocab.txt', `${vocabulary.join('\n')}\nmoon\n`);
    versions.push((await open()).version);
    await write('model.onnx', tinyModel({ scale: 2 }));
    versions.push((await open()).version);
    expect(new Set(versions).size).toBe(4);
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    ['no model', () => rm(join(folder, 'model.onnx')), /neither model.onnx nor onnx\/model.onnx: export/],
    ['a model of another kind', () => write('model.onnx', 'garbage'), /cannot be loaded as an ONNX model/],
    ['no vocabulary', () => rm(join(folder, 'vocab.txt')), /no .*vocab.txt: only models with a WordPiece/],
    ['a vocabulary of another kind', () => write('vocab.txt', '<s>\nĠthe\n'), /no piece \[UNK\].*WordPiece/],
    ['settings that are not JSON', () => write('config.json', '{'), /config.json is not JSON/],
    [
      'a model of another size',
      () => write('model.onnx', tinyModel({ size: 384 })),
      /384 dimensions.*of 768/,
    ],
    ['another size in its settings', () => write('config.json', '{"hidden_size":384}'), /only models of 768/],
    ['another input', () => write('model.onnx', tinyModel({ mask: 'pixels' })), /wants an input pixels/],
  ])('says what to do about %s', async (_, damage, message) => {
    await damage();
    await expect(open()).rejects.toThrow(message);
  });
});
