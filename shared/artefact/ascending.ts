/** Neighbours in an order: those from `from` on and before `to`. */
export interface Stretch {
  from: number;
  to: number;
}

/**
 * Gives the values of any stretches of an array in ascending order, as many as are wanted, without sorting them: a tournament tree (each node holds the least of its two children; n - 1 inner nodes before the n values) is walked
 * best first. The first value costs O(log n), each further one too.
 */
export class Ascending {
  /** Children of node i are 2i and 2i + 1; node n + i is value i. */
  readonly #least: Uint32Array;
  readonly #count: number;

  constructor(values: Uint32Array) {
    this.#count = values.length;
    this.#least = new Uint32Array(2 * values.length);
    this.#least.set(values, values.length);
    for (let node = values.length - 1; node > 0; node--) {
      this.#least[node] = Math.min(this.#at(2 * node), this.#at(2 * node + 1));
    }
  }

  /** The values in these stretches, least first; equal ones follow each other. */
  *among(stretches: Iterable<Stretch>): Generator<number> {
    const open = new NodeHeap((node) => this.#at(node));
    for (const { from, to } of stretches) {
      for (let low = from + this.#count, high = to + this.#count; low < high; low >>= 1, high >>= 1) {
        if (low & 1) open.push(low++);
        if (high & 1) open.push(--high);
      }
    }
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const least = this.#at(node);
      while (node < this.#count) {
        const isLeft: boolean = this.#at(2 * node) === least;
        open.push(2 * node + (isLeft ? 1 : 0));
        node = 2 * node + (isLeft ? 0 : 1);
      }
      yield least;
    }
  }

  #at(node: number): number {
    return this.#least[node] ?? 0;
  }
}

/** A binary heap of nodes, the one of the least value on top. */
class NodeHeap {
  readonly #nodes: number[] = [];
  readonly #valueOf: (node: number) => number;

  constructor(valueOf: (node: number) => number) {
    this.#valueOf = valueOf;
  }

  push(node: number): void {
    const nodes = this.#nodes;
    const value = this.#valueOf(node);
    let place = nodes.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = nodes[parent] ?? 0;
      if (this.#valueOf(above) <= value) break;
      nodes[place] = above;
      place = parent;
    }
    nodes[place] = node;
  }

  pop(): number | undefined {
    const nodes = this.#nodes;
    const top = nodes[0];
    const last = nodes.pop();
    if (last === undefined || nodes.length === 0) return top;
    const value = this.#valueOf(last);
    let place = 0;
    for (let child = 1; child < nodes.length; child = 2 * place + 1) {
      const other = child + 1;
      const lesser =
        other < nodes.length && this.#valueOf(nodes[other] ?? 0) < this.#valueOf(nodes[child] ?? 0)
          ? other
          : child;
      if (this.#valueOf(nodes[lesser] ?? 0) >= value) break;
      nodes[place] = nodes[lesser] ?? 0;
      place = lesser;
    }
    nodes[place] = last;
    return top;
  }
}
