/** Piece and its log probability; the position in the vocabulary is the token's id. */
export type Piece = readonly [piece: string, score: number];

const UNKNOWN = 0;
/** Unknown, begin, end and three spare ids come first and stand for no text. */
const RESERVED = 6;
/** SentencePiece's visible blank: every word starts with it. */
const BLANK = '\u2581';
/** No piece is longer than 16, and composing (NFKC) rarely joins more than two characters. */
const CHARACTERS_PER_TOKEN = 32;

/**
 * SentencePiece's unigram model: the most probable way to cut a text into pieces (Kudo 2018, by Viterbi's algorithm).
 * A character that starts no piece is unknown and costs nothing; unknown ones in a row are one token.
 */
export class SentencePieceTokenizer {
  readonly #vocabulary: readonly Piece[];
  readonly #ids = new Map<string, number>();
  readonly #longest: number;

  constructor(vocabulary: readonly Piece[]) {
    this.#vocabulary = vocabulary;
    let longest = 1;
    for (let id = RESERVED; id < vocabulary.length; id++) {
      const [piece] = this.#piece(id);
      this.#ids.set(piece, id);
      longest = Math.max(longest, piece.length);
    }
    this.#longest = longest;
  }

  /** Ids of the first `limit` tokens. Of an endless text no more is read than these can take. */
  encode(text: string, limit = Number.POSITIVE_INFINITY): number[] {
    const normalized = text.slice(0, limit * CHARACTERS_PER_TOKEN).normalize('NFKC');
    if (normalized === '') return [];
    const marked = BLANK + normalized.replaceAll(' ', BLANK);
    return joinUnknown(this.#readBack(marked, this.#lastPieces(marked))).slice(0, limit);
  }

  /** For each position the last piece of the best way to it. */
  #lastPieces(text: string): Int32Array {
    const pieces = new Int32Array(text.length + 1).fill(UNKNOWN);
    // A position that no piece reaches counts 0: an unknown character leads there, at no cost.
    const scores = new Float64Array(text.length + 1);
    const extend = (start: number, end: number, id: number): void => {
      const score = (scores[start] ?? 0) + this.#piece(id)[1];
      const best = scores[end] ?? 0;
      if (best !== 0 && score < best) return;
      scores[end] = score;
      pieces[end] = id;
    };
    for (let start = 0; start < text.length; start += widthAt(text, start)) {
      const matches = this.#matches(text, start);
      for (const id of matches) extend(start, start + this.#piece(id)[0].length, id);
      if (matches.length === 0) extend(start, start + widthAt(text, start), UNKNOWN);
    }
    return pieces;
  }

  /** The pieces that the text goes on with, short ones first. None reaches beyond a word. */
  #matches(text: string, start: number): number[] {
    const ids: number[] = [];
    for (let end = start + 1; end <= text.length && end - start <= this.#longest; end++) {
      const id = this.#ids.get(text.slice(start, end));
      if (id !== undefined) ids.push(id);
      if (text[end] === BLANK) break;
    }
    return ids;
  }

  #readBack(text: string, pieces: Int32Array): number[] {
    const ids: number[] = [];
    for (let end = text.length; end > 0; ) {
      const id = pieces[end] ?? UNKNOWN;
      ids.push(id);
      end -= id === UNKNOWN ? widthBefore(text, end) : this.#piece(id)[0].length;
    }
    return ids.reverse();
  }

  #piece(id: number): Piece {
    return this.#vocabulary[id] ?? ['', 0];
  }
}

/** 2 for a character beyond the first plane, which takes two places of a string. */
function widthAt(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

function widthBefore(text: string, end: number): number {
  return end > 1 ? widthAt(text, end - 2) : 1;
}

function joinUnknown(ids: readonly number[]): number[] {
  return ids.filter((id, index) => id !== UNKNOWN || ids[index - 1] !== UNKNOWN);
}
