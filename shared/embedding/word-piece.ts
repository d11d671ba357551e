/** A word of more characters is not taken apart. */
const LONGEST_WORD = 100;
/** What a token may take of a text, blanks included. */
const CHARACTERS_PER_TOKEN = LONGEST_WORD;

/** Everything of Unicode's category C, except what separates words. */
const CONTROL = /[^\P{C}\t\n\r]|\ufffd/gu;
const ACCENT = /\p{Mn}/gu;
/** Unicode's punctuation, and every ASCII character that is neither a letter, a digit nor a blank. */
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;
/** The blocks of ideographs, which stand without blanks between words. */
const IDEOGRAPH =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

export interface WordPieceOptions {
  lowerCase: boolean;
  /** The piece that stands for a word without pieces. */
  unknown: string;
}

/**
 * BERT's tokenizer: words by blanks, punctuation and ideographs, in lower case without accents if so trained;
 * then each word from left to right by the longest piece that fits (Wu et al. 2016), pieces inside a word marked ##.
 */
export class WordPieceTokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #lowerCase: boolean;
  readonly #unknown: number;

  /** @throws when the vocabulary lacks the unknown piece */
  constructor(vocabulary: readonly string[], { lowerCase, unknown }: WordPieceOptions) {
    this.#ids = new Map(vocabulary.map((piece, id) => [piece, id]));
    this.#lowerCase = lowerCase;
    this.#unknown = this.idOf(unknown);
  }

  /** @throws when the vocabulary has no such piece */
  idOf(piece: string): number {
    const id = this.#ids.get(piece);
    if (id === undefined)
      throw new Error(`The vocabulary has no piece ${piece}: is it a WordPiece vocabulary?`);
    return id;
  }

  /** Ids of the first `limit` pieces, without the marks of begin and end. */
  encode(text: string, limit = Number.POSITIVE_INFINITY): number[] {
    const ids: number[] = [];
    for (const word of this.#words(text.slice(0, limit * CHARACTERS_PER_TOKEN))) {
      if (ids.length >= limit) break;
      ids.push(...this.#pieces(word));
    }
    return ids.slice(0, limit);
  }

  #words(text: string): string[] {
    const clean = text.replace(CONTROL, '').replace(IDEOGRAPH, ' $& ');
    const plain = this.#lowerCase ? clean.toLowerCase().normalize('NFD').replace(ACCENT, '') : clean;
    return plain
      .replace(PUNCTUATION, ' $& ')
      .split(/\s+/u)
      .filter((word) => word !== '');
  }

  #pieces(word: string): number[] {
    const characters = [...word];
    if (characters.length > LONGEST_WORD) return [this.#unknown];
    const ids: number[] = [];
    for (let start = 0; start < characters.length; ) {
      const { id, end } = this.#longestPiece(characters, start);
      if (id === undefined) return [this.#unknown];
      ids.push(id);
      start = end;
    }
    return ids;
  }

  #longestPiece(characters: readonly string[], start: number): { id: number | undefined; end: number } {
    const mark = start > 0 ? '##' : '';
    for (let end = characters.length; end > start; end--) {
      const id = this.#ids.get(mark + characters.slice(start, end).join(''));
      if (id !== undefined) return { id, end };
    }
    return { id: undefined, end: start };
  }
}
