import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { meanOfTokens } from '../../embedding/pooling.js';
import { WordPieceTokenizer } from '../../embedding/word-piece.js';
import type { SentenceModel } from './batch-embedder.js';
import { type FloatOutput, openSession, type Session } from './session.js';

/** Dimensions of a title's vector: a model of another size has no place in the index. */
const DIMENSIONS = 768;
/** Tokens of a sentence, marks included, where the model's configuration does not allow fewer. */
const MAX_TOKENS = 256;

const length = z.number().min(3).default(MAX_TOKENS);

const special = z.union([z.string(), z.object({ content: z.string() }).transform((token) => token.content)]);

/** tokenizer_config.json and config.json as Hugging Face writes them, sentence_bert_config.json as sentence-transformers does. */
const settingsSchema = z.object({
  do_lower_case: z.boolean().default(true),
  unk_token: special.default('[UNK]'),
  cls_token: special.default('[CLS]'),
  sep_token: special.default('[SEP]'),
  pad_token: special.default('[PAD]'),
  model_max_length: length,
  max_position_embeddings: length,
  max_seq_length: length,
  hidden_size: z
    .literal(DIMENSIONS, `only models of ${DIMENSIONS} dimensions fit the index`)
    .default(DIMENSIONS),
});

/** Read in this order, so that the tokenizer's own word on case counts. */
const settingsFiles = ['config.json', 'sentence_bert_config.json', 'tokenizer_config.json'];

/**
 * A sentence-transformer of the BERT family: WordPiece, then the mean of the token vectors, then unit length.
 * @throws saying what is missing, when the folder does not hold such a model of 768 dimensions
 */
export async function openSentenceTransformer(folder: string): Promise<SentenceModel> {
  const settings = await readSettings(folder);
  const modelFile = await findModel(folder);
  const vocabularyFile = join(folder, 'vocab.txt');
  const vocabulary = await readVocabulary(vocabularyFile);
  const tokenizer = new WordPieceTokenizer(vocabulary, {
    lowerCase: settings.do_lower_case,
    unknown: settings.unk_token,
  });
  const begin = tokenizer.idOf(settings.cls_token);
  const end = tokenizer.idOf(settings.sep_token);
  const padding = tokenizer.idOf(settings.pad_token);
  const limit = Math.min(
    MAX_TOKENS,
    settings.model_max_length,
    settings.max_position_embeddings,
    settings.max_seq_length,
  );
  const session = await openSession(modelFile);
  const encode = (sentences: readonly (readonly number[])[]) => runModel(session, sentences, padding);
  // One run now rather than the first query finds out that the graph is of another kind.
  await encode([[begin, end]]);
  return {
    version: `sentence-transformer-${await hashOf(modelFile, vocabularyFile, JSON.stringify(settings))}`,
    size: DIMENSIONS,
    tokenize(text) {
      const pieces = tokenizer.encode(text, limit - 2);
      return pieces.length === 0 ? [] : [begin, ...pieces, end];
    },
    encode,
  };
}

async function runModel(session: Session, sentences: readonly (readonly number[])[], padding: number) {
  const width = Math.max(...sentences.map((tokens) => tokens.length));
  const row = (of: (tokens: readonly number[], place: number) => number) => ({
    values: sentences.flatMap((tokens) => Array.from({ length: width }, (_, place) => of(tokens, place))),
    dims: [sentences.length, width],
  });
  const known: Record<string, () => ReturnType<typeof row>> = {
    input_ids: () => row((tokens, place) => tokens[place] ?? padding),
    attention_mask: () => row((tokens, place) => (place < tokens.length ? 1 : 0)),
    token_type_ids: () => row(() => 0),
  };
  const inputs = session.inputNames.map((name) => {
    const input = known[name];
    if (input === undefined)
      throw new Error(`EMBEDDING_MODEL wants an input ${name}: only BERT-like models fit.`);
    return [name, input()];
  });
  const { data } = tokenVectors(await session.run(Object.fromEntries(inputs)));
  return sentences.map((tokens, index) => {
    const from = index * width * DIMENSIONS;
    return meanOfTokens(data.subarray(from, from + width * DIMENSIONS), tokens.length, DIMENSIONS);
  });
}

function tokenVectors(outputs: Readonly<Record<string, FloatOutput>>): FloatOutput {
  const found = Object.values(outputs).find((output) => output.dims.length === 3);
  if (found === undefined) {
    throw new Error(
      'EMBEDDING_MODEL gives no vectors of tokens: export it with its last hidden state as an output.',
    );
  }
  if (found.dims[2] !== DIMENSIONS) {
    throw new Error(`EMBEDDING_MODEL has ${found.dims[2]} dimensions: choose a model of ${DIMENSIONS}.`);
  }
  return found;
}

async function readSettings(folder: string): Promise<z.infer<typeof settingsSchema>> {
  const settings: unknown[] = [];
  for (const file of settingsFiles) settings.push(await readSettingsFile(join(folder, file)));
  const { data, error } = settingsSchema.safeParse(Object.assign({}, ...settings));
  if (error)
    throw new Error(`EMBEDDING_MODEL ${folder} is not configured as expected:\n${z.prettifyError(error)}`);
  return data;
}

async function readSettingsFile(file: string): Promise<unknown> {
  const text = await readOptional(file);
  try {
    return JSON.parse(text ?? '{}');
  } catch (cause) {
    throw new Error(`EMBEDDING_MODEL: ${file} is not JSON: download the model again.`, { cause });
  }
}

async function readOptional(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function readVocabulary(file: string): Promise<string[]> {
  const text = await readOptional(file);
  if (text === undefined) {
    throw new Error(`EMBEDDING_MODEL has no ${file}: only models with a WordPiece vocabulary fit.`);
  }
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

async function findModel(folder: string): Promise<string> {
  for (const file of [join(folder, 'onnx', 'model.onnx'), join(folder, 'model.onnx')]) {
    if (await exists(file)) return file;
  }
  throw new Error(
    `EMBEDDING_MODEL ${folder} has neither model.onnx nor onnx/model.onnx: export the model to ONNX.`,
  );
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Of the whole content, as the vectors depend on all of it; weights beyond 2 GB lie in a file of their own. */
async function hashOf(modelFile: string, vocabularyFile: string, settings: string): Promise<string> {
  const hash = createHash('sha256').update(settings);
  for (const file of [modelFile, `${modelFile}_data`, vocabularyFile]) {
    if (await exists(file)) for await (const chunk of createReadStream(file)) hash.update(chunk);
  }
  return hash.digest('hex').slice(0, 12);
}
