export interface ScoredMember {
  member: string;
  score: number;
}

function compare(a: ScoredMember, b: ScoredMember): number {
  if (a.score !== b.score) return a.score - b.score;
  if (a.member === b.member) return 0;
  return a.member < b.member ? -1 : 1;
}

/** Members ordered by score, then by bytes. */
export class SortedSet {
  #scores = new Map<string, number>();
  #ordered: ScoredMember[] = [];

  get size(): number {
    return this.#ordered.length;
  }

  score(member: string): number | undefined {
    return this.#scores.get(member);
  }

  /** Position from the lowest score, 0 first. */
  rank(member: string): number | undefined {
    const score = this.#scores.get(member);
    return score === undefined ? undefined : this.#position({ member, score });
  }

  set(member: string, score: number): void {
    this.delete(member);
    const item = { member, score };
    this.#scores.set(member, score);
    this.#ordered.splice(this.#position(item), 0, item);
  }

  delete(member: string): boolean {
    const score = this.#scores.get(member);
    if (score === undefined) return false;
    this.#ordered.splice(this.#position({ member, score }), 1);
    return this.#scores.delete(member);
  }

  members(): readonly ScoredMember[] {
    return this.#ordered;
  }

  #position(item: ScoredMember): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#ordered[middle];
      if (other && compare(other, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
