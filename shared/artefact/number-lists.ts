/** Many lists of numbers in one run, list after list; a list is a view, nothing is copied. */
export class NumberLists {
  readonly values: Uint32Array;
  /** Where each list ends, after a leading 0. */
  readonly ends: Uint32Array;

  constructor(values: Uint32Array, ends: Uint32Array) {
    this.values = values;
    this.ends = ends;
  }

  get count(): number {
    return this.ends.length - 1;
  }

  at(list: number): Uint32Array {
    return this.values.subarray(this.ends[list], this.ends[list + 1]);
  }

  lengthOf(list: number): number {
    return (this.ends[list + 1] ?? 0) - (this.ends[list] ?? 0);
  }

  has(list: number, value: number): boolean {
    const end = this.ends[list + 1] ?? 0;
    for (let at = this.ends[list] ?? end; at < end; at++) if (this.values[at] === value) return true;
    return false;
  }

  /** For each value below `count` the lists that hold it, ascending; one that holds it twice comes twice. */
  inverted(count: number): NumberLists {
    const lengths = new Uint32Array(count);
    for (const value of this.values) lengths[value] = (lengths[value] ?? 0) + 1;
    const ends = endsOf(lengths);
    const next = ends.slice();
    const lists = new Uint32Array(this.values.length);
    for (let list = 0; list < this.count; list++) {
      for (let at = this.ends[list] ?? 0; at < (this.ends[list + 1] ?? 0); at++) {
        const value = this.values[at] ?? 0;
        const place = next[value] ?? 0;
        lists[place] = list;
        next[value] = place + 1;
      }
    }
    return new NumberLists(lists, ends);
  }
}

/** Where each of things of these lengths ends when they follow each other, after a leading 0. */
export function endsOf(lengths: ArrayLike<number>): Uint32Array {
  const ends = new Uint32Array(lengths.length + 1);
  for (let place = 0; place < lengths.length; place++) {
    ends[place + 1] = (ends[place] ?? 0) + (lengths[place] ?? 0);
  }
  return ends;
}
