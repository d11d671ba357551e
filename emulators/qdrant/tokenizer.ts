/** How a text index cuts text into tokens; the defaults are the product's. */
export interface TextParams {
  tokenizer: 'word' | 'whitespace' | 'prefix' | 'multilingual';
  min_token_len?: number | null | undefined;
  max_token_len?: number | null | undefined;
  lowercase?: boolean | null | undefined;
  ascii_folding?: boolean | null | undefined;
  phrase_matching?: boolean | null | undefined;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
const combiningMarks = /\p{M}/gu;
const notWord = /[^\p{L}\p{N}]+/u;

/** The tokens of a query. */
export function queryTokens(text: string, params: TextParams): string[] {
  const folded = params.ascii_folding ? text.normalize('NFD').replace(combiningMarks, '') : text;
  const cased = params.lowercase === false ? folded : folded.toLowerCase();
  const shortest = params.min_token_len ?? 1;
  const longest = params.max_token_len ?? Number.POSITIVE_INFINITY;
  return split(cased, params.tokenizer)
    .map((token) => (params.tokenizer === 'prefix' ? cut(token, longest) : token))
    .filter((token) => {
      const length = [...token].length;
      return length >= shortest && length <= longest;
    });
}

/** The tokens under which a stored text is found: with `prefix`, every beginning of every word. */
export function documentTokens(text: string, params: TextParams): string[] {
  if (params.tokenizer !== 'prefix') return queryTokens(text, params);
  const shortest = params.min_token_len ?? 1;
  return queryTokens(text, params).flatMap((token) => {
    const characters = [...token];
    const lengths = Array.from({ length: characters.length - shortest + 1 }, (_, i) => i + shortest);
    return lengths.map((length) => characters.slice(0, length).join(''));
  });
}

/** Whether the tokens occur one after another. */
export function containsPhrase(tokens: string[], phrase: string[]): boolean {
  if (phrase.length === 0) return false;
  return tokens.some((_, start) => phrase.every((token, i) => tokens[start + i] === token));
}

function cut(token: string, longest: number): string {
  return [...token].slice(0, longest).join('');
}

function split(text: string, tokenizer: TextParams['tokenizer']): string[] {
  switch (tokenizer) {
    case 'whitespace':
      return text.split(/\s+/u).filter(Boolean);
    case 'multilingual':
      return [...segmenter.segment(text)].filter((part) => part.isWordLike).map((part) => part.segment);
    default:
      return text.split(notWord).filter(Boolean);
  }
}
