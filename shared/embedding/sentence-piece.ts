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
  readonly #pieces = new Map<string, { id: number; score: number }>();
  readonly #longest: number;

  constructor(vocabulary: readonly Piece[]) {
    let longest = 0;
    for (let id = RESERVED; id < vocabulary.length; id++) {
      const [piece, score] = vocabulary[id] ?? ['', 0];
      this.#pieces.set(piece, { id, score });
      longest = Math.max(longest, piece.length);
    }
    this.#longest = longest;
  }

  /** Ids of the first `limit` tokens. Of an endless text no more is read than these can take. */
  encode(text: string, limit = Number.POSITIVE_INFINITY): number[] {
    const normalized = text.slice(0, limit * CHARACTERS_PER_TOKEN).normalize('NFKC');
    if (normalized === '') return [];
    return this.#bestCut(BLANK + normalized.replaceAll(' ', BLANK)).slice(0, limit);
  }

  #bestCut(text: string): number[] {
    // Of the best way to reach each position: its score, where its last piece starts, and which that is.
    const scores = new Float64Array(text.length + 1);
    const starts = new Int32Array(text.length + 1);
    const ids = new Int32Array(text.length + 1);
    let width = 1;
    for (let start = 0; start < text.length; start += width) {
      width = (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
      // A position that no piece has reached stays reachable by an unknown character, at no cost.
      if (scores[start + width] === 0) starts[start + width] = start;
      let known = false;
      for (let end = start + 1; end <= Math.min(start + this.#longest, text.length); end++) {
        const piece = this.#pieces.get(text.slice(start, end));
        if (piece === undefined) continue;
        known = true;
        relax(start, end, piece.score, piece.id);
      }
      if (!known) relax(start, start + width, 0, UNKNOWN);
    }
    return joinUnknown(trace(text.length, starts, ids));

    function relax(start: number, end: number, score: number, id: number): void {
      const total = score + (scores[start] ?? 0);
      const best = scores[end] ?? 0;
      if (best !== 0 && total < best) return;
      scores[end] = total;
      starts[end] = start;
      ids[end] = id;
    }
  }
}

function trace(end: number, starts: Int32Array, ids: Int32Array): number[] {
  const path: number[] = [];
  for (let position = end; position > 0; position = starts[position] ?? 0)
    path.push(ids[position] ?? UNKNOWN);
  return path.reverse();
}

function joinUnknown(ids: readonly number[]): number[] {
  return ids.filter((id, index) => id !== UNKNOWN || ids[index - 1] !== UNKNOWN);
}
