import { describe, expect, it } from 'vitest';
import { WordPieceTokenizer } from './word-piece.js';

const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'un',
  '##aff',
  '##able',
  'able',
  'the',
  'fox',
  ',',
  '!',
  '$',
  '—',
  '東',
  '京',
  'amelie',
  'A',
  'Amélie',
  'x',
  '##x',
  '🚀',
];
const lower = new WordPieceTokenizer(vocabulary, { lowerCase: true, unknown: '[UNK]' });
const cased = new WordPieceTokenizer(vocabulary, { lowerCase: false, unknown: '[UNK]' });
const read = (tokenizer: WordPieceTokenizer, text: string) =>
  tokenizer.encode(text).map((id) => vocabulary[id]);

describe('WordPiece', () => {
  it.each([
    ['takes the longest piece first', 'unaffable', ['un', '##aff', '##able']],
    ['gives a word up that does not come out even', 'unaffableq', ['[UNK]']],
    ['splits at punctuation and at ASCII symbols', 'the,fox!$able', ['the', ',', 'fox', '!', '$', 'able']],
    ['splits at punctuation beyond ASCII', 'the—fox', ['the', '—', 'fox']],
    ['lowers case and strips accents', 'THE Amélie', ['the', 'amelie']],
    ['takes ideographs one by one', '東京the', ['東', '京', 'the']],
    ['takes any blank', ' the\t\n\u00a0\u3000fox ', ['the', 'fox']],
    ['drops control characters', 'f\u0000o\u200bx\ufffd', ['fox']],
    ['takes characters beyond the first plane whole', '🚀 🛸', ['🚀', '[UNK]']],
    ['leaves nothing of nothing', ' \t', []],
  ])('%s', (_, text, expected) => {
    expect(read(lower, text)).toEqual(expected);
  });

  it('keeps case and accents where the model was trained so', () => {
    expect(read(cased, 'Amélie the THE')).toEqual(['Amélie', 'the', '[UNK]']);
  });

  it('does not take a word of more than 100 characters apart', () => {
    expect(read(lower, 'x'.repeat(100))).toHaveLength(100);
    expect(read(lower, 'x'.repeat(101))).toEqual(['[UNK]']);
  });

  it('keeps the first pieces up to a limit, however long the text', () => {
    expect(lower.encode('unaffable fox', 2)).toEqual([4, 5]);
    expect(lower.encode('the fox '.repeat(1_000_000), 254)).toHaveLength(254);
  });

  it('refuses a vocabulary of another kind', () => {
    expect(() => new WordPieceTokenizer(['<s>', 'Ġthe'], { lowerCase: true, unknown: '[UNK]' })).toThrow(
      /no piece \[UNK\].*WordPiece/,
    );
  });
});
