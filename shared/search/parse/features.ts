import type { Clues } from './clues.js';
import { type Token, wordAt } from './tokens.js';

/** FNV-1a over UTF-16 units. */
function hashOf(text: string, from = 0, to = text.length): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** One feature's name: its kind, and up to two values. */
function mix(kind: number, a: number, b = 0): number {
  let hash = Math.imul(a ^ Math.imul(kind + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) | 0;
}

/**
 * The features of each token of a query, as 32-bit hashes of their kinds and values. The tagger's weights are those
 * of these very hashes: after a change here they have to be trained anew.
 */
export function featuresOf(tokens: readonly Token[], clues: Clues): number[][] {
  const size = tokens.length;
  const word = (i: number) => words[i + 2] ?? 0;
  const words = [1, 2, ...tokens.map((token) => hashOf(token.word)), 3, 4];
  const suffix = (i: number) => hashOf(wordAt(tokens, i), Math.max(0, (wordAt(tokens, i).length ?? 0) - 3));
  const at = (codes: Uint8Array, i: number) => codes[i] ?? 99;
  const { person, phrase, shape, cue, again } = clues;
  const lengthClass = size <= 4 ? 0 : size <= 8 ? 1 : size <= 14 ? 2 : 3;
  return tokens.map(({ word: text }, i) => {
    const [w, p, l, s, c] = [word(i), at(person, i), at(phrase, i), at(shape, i), at(cue, i)];
    const [before, after] = [word(i - 1), word(i + 1)];
    const features = [
      mix(0, 0),
      mix(1, w),
      mix(2, before),
      mix(3, after),
      mix(4, word(i - 2)),
      mix(5, word(i + 2)),
      mix(6, before, w),
      mix(7, w, after),
      mix(8, word(i - 2), before),
      mix(9, after, word(i + 2)),
      mix(10, hashOf(text, 0, 2)),
      mix(11, hashOf(text, 0, 4)),
      mix(12, suffix(i)),
      mix(13, hashOf(text, Math.max(0, text.length - 2))),
      mix(14, suffix(i - 1)),
      mix(15, suffix(i + 1)),
      mix(16, s),
      mix(17, s, at(shape, i - 1)),
      mix(18, s, at(shape, i + 1)),
      mix(19, s, before),
      mix(20, s, after),
      mix(21, p),
      mix(22, p, at(person, i - 1)),
      mix(23, p, at(person, i + 1)),
      mix(24, p, before),
      mix(25, p, after),
      mix(26, p, c),
      mix(27, l),
      mix(28, l, at(phrase, i - 1)),
      mix(29, l, at(phrase, i + 1)),
      mix(30, l, before),
      mix(31, l, after),
      mix(32, l, w),
      mix(33, c),
      mix(34, c, w),
      mix(35, c, s),
      mix(36, c, l),
      mix(37, at(again, i)),
      mix(38, at(again, i), c),
      mix(39, lengthClass, l),
      mix(40, Math.min(i, 4)),
      mix(41, Math.min(size - i, 3)),
      mix(42, before, after),
      mix(43, at(person, i - 1), before),
      mix(44, at(person, i + 1), after),
      mix(45, at(phrase, i + 1), p),
      mix(46, at(phrase, i + 2), l),
      mix(47, at(phrase, i - 2), l),
    ];
    return features;
  });
}
