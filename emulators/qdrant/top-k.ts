/** One ranked row. */
export interface Hit {
  row: number;
  score: number;
}

/** Which of two rows of the same score comes first. */
export type Precedence = (row: number, other: number) => boolean;

/** Keeps the best `limit` of the rows offered, the highest score first. */
export class TopK {
  readonly #limit: number;
  readonly #precedes: Precedence;
  /** A heap, in two columns, whose root is the worst of those kept. */
  readonly #rows: number[] = [];
  readonly #scores: number[] = [];

  constructor(limit: number, precedes: Precedence) {
    this.#limit = limit;
    this.#precedes = precedes;
  }

  get isFull(): boolean {
    return this.#rows.length >= this.#limit;
  }

  /** What a row must at least score to be kept. */
  get least(): number {
    return this.isFull ? (this.#scores[0] ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  }

  offer(row: number, score: number): void {
    if (this.#rows.length < this.#limit) {
      this.#rows.push(row);
      this.#scores.push(score);
      this.#rise(this.#rows.length - 1);
      return;
    }
    const worst = this.#scores[0] ?? Number.POSITIVE_INFINITY;
    if (score < worst || (score === worst && !this.#precedes(row, this.#rows[0] ?? 0))) return;
    this.#rows[0] = row;
    this.#scores[0] = score;
    this.#sink();
  }

  /** In no order. */
  get rows(): readonly number[] {
    return this.#rows;
  }

  /** Best first. */
  ranked(): Hit[] {
    const hits = this.#rows.map((row, i) => ({ row, score: this.#scores[i] ?? 0 }));
    return hits.sort((a, b) => b.score - a.score || (this.#precedes(a.row, b.row) ? -1 : 1));
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isWorse(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      if (left >= this.#rows.length) return;
      const child = right < this.#rows.length && this.#isWorse(right, left) ? right : left;
      if (!this.#isWorse(child, index)) return;
      this.#swap(child, index);
      index = child;
    }
  }

  #swap(a: number, b: number): void {
    const [row, score] = [this.#rows[a] ?? 0, this.#scores[a] ?? 0];
    this.#rows[a] = this.#rows[b] ?? 0;
    this.#scores[a] = this.#scores[b] ?? 0;
    this.#rows[b] = row;
    this.#scores[b] = score;
  }

  /** Of the rows at these places of the heap. */
  #isWorse(a: number, b: number): boolean {
    const [scoreA, scoreB] = [this.#scores[a] ?? 0, this.#scores[b] ?? 0];
    return scoreA < scoreB || (scoreA === scoreB && this.#precedes(this.#rows[b] ?? 0, this.#rows[a] ?? 0));
  }
}
