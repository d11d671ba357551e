import { normaliseText } from '../../text.js';

/** A word or a number of a query. */
export interface Token {
  /** Normalised (see shared/text.ts). */
  word: string;
  /** UTF-16 offsets in the query; `end` is behind the last character. */
  start: number;
  end: number;
}

/** As many words as a query of the longest permitted length can hope to say something with. */
const MAX_TOKENS = 600;
const ascii = /^[a-z0-9]+$/i;

/**
 * Letters and digits are told apart, and so are the parts of a contraction, as in the utterances that the tagger was
 * trained on: `80s` is `80 s`, `don't` is `do n t`, `director's` is `director s`.
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu)) {
    if (tokens.length >= MAX_TOKENS) break;
    const [raw] = match;
    const { index: start } = match;
    const end = start + raw.length;
    if (raw.length > 2 && /n$/i.test(raw) && /^['’]t\b/i.test(text.slice(end, end + 3))) {
      tokens.push({ word: plain(raw.slice(0, -1)), start, end: end - 1 });
      tokens.push({ word: 'n', start: end - 1, end });
    } else {
      tokens.push({ word: plain(raw), start, end });
    }
  }
  return tokens;
}

function plain(raw: string): string {
  return ascii.test(raw) ? raw.toLowerCase() : normaliseText(raw).replaceAll(' ', '') || raw.toLowerCase();
}

/** The word of a token; empty where there is none. */
export function wordAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.word ?? '';
}

/** The words from one token up to another, as names are looked up. */
export function wordsOf(tokens: readonly Token[], from: number, to: number): string {
  let words = tokens[from]?.word ?? '';
  for (let i = from + 1; i < to; i++) words += ` ${tokens[i]?.word}`;
  return words;
}
