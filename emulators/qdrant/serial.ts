/** Runs pieces of work one after another, in the order in which they came. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    // Whoever asked for the work hears of its failure; the next in line need not.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
