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
  /** A heap whose root is the worst of those kept. */
  readonly #heap: Hit[] = [];

  constructor(limit: number, precedes: Precedence) {
    this.#limit = limit;
    this.#precedes = precedes;
  }

  offer(row: number, score: number): void {
    if (this.#heap.length < this.#limit) {
      this.#heap.push({ row, score });
      this.#rise(this.#heap.length - 1);
      return;
    }
    const worst = this.#heap[0];
    if (!worst || score < worst.score) return;
    const hit = { row, score };
    if (!this.#isWorse(worst, hit)) return;
    this.#heap[0] = hit;
    this.#sink();
  }

  /** Best first. */
  ranked(): Hit[] {
    return [...this.#heap].sort((a, b) => (this.#isWorse(a, b) ? 1 : -1));
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfWorse(index, parent)) return;
      index = parent;
    }
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      if (left >= this.#heap.length) return;
      const leftHit = this.#heap[left];
      const rightHit = this.#heap[right];
      const child = leftHit && rightHit && this.#isWorse(rightHit, leftHit) ? right : left;
      if (!this.#swapIfWorse(child, index)) return;
      index = child;
    }
  }

  #swapIfWorse(child: number, parent: number): boolean {
    const lower = this.#heap[child];
    const upper = this.#heap[parent];
    if (!lower || !upper || !this.#isWorse(lower, upper)) return false;
    this.#heap[child] = upper;
    this.#heap[parent] = lower;
    return true;
  }

  #isWorse(a: Hit, b: Hit): boolean {
    return a.score < b.score || (a.score === b.score && this.#precedes(b.row, a.row));
  }
}
